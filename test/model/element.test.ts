import { describe, expect, it } from 'vitest';
import { elementSymbol, guessElement } from '../../src/model/element.js';
import { parseModels } from '../../src/model/read-model.js';
import { REFERENCE_FILES, referenceBytes } from './reference-files.js';

describe('guessElement', () => {
  it.each([
    [' CA ', 'ALA', 'C'],
    ['CA  ', 'ALA', 'C'],
    ['CA  ', ' CA', 'CA'],
    [' CA ', 'CA', 'CA'],
    ['CA  ', 'PC1', 'CA'],
    ['HG11', 'VAL', 'H'],
    [' HG ', 'SER', 'H'],
    ['HG  ', 'CYS', 'H'],
    ['HG  ', 'HG', 'HG'],
    ['HG  ', 'MMC', 'HG'],
    ['1HB ', 'ALA', 'H'],
    ['2HG1', 'ILE', 'H'],
    ['HE21', 'GLN', 'H'],
    ['HE2 ', 'LIG', 'H'],
    ['HO5*', 'LIG', 'H'],
    [' CD1', 'LEU', 'C'],
    ['CD1 ', 'LEU', 'C'],
    ['CD  ', 'CD', 'CD'],
    ['NA  ', 'NA', 'NA'],
    [' NA ', 'HEM', 'N'],
    [' N A', 'HEM', 'N'],
    ['FE  ', 'HEM', 'FE'],
    ['FE  ', 'FE2', 'FE'],
    ['CO  ', '3CO', 'CO'],
    ['SE  ', 'MSE', 'SE'],
    [' SD ', 'MET', 'S'],
    [' P  ', ' DA', 'P'],
    [" O5'", 'DC', 'O'],
    [' C5*', '  C', 'C'],
    [' D  ', 'LYS', 'D'],
    ['DG11', 'VAL', 'D'],
    [' OW ', 'SOL', 'O'],
    ['CL1 ', 'LIG', 'CL'],
    ['CL12', 'LIG', 'CL'],
    ['CAA1', 'LIG', 'C'],
    ['HN1A', 'LIG', 'H'],
    ['SOD ', 'SOD', 'NA'],
    ['ca  ', 'ala', 'C'],
    [' AD1', 'ASN', 'X'],
    ['****', 'LIG', 'X'],
  ])('"%s" of %s is %s', (name, residue, element) => {
    expect(guessElement(name, residue.trim())).toBe(element);
  });

  it.each(REFERENCE_FILES)('finds the elements that %s states', (file) => {
    const text = referenceBytes(file).toString('latin1');
    const withoutElements = text.replace(/^((?:ATOM|HETATM).{66}).*$/gm, '$1');
    const stated = parseModels(text).flatMap(({ atoms }) => atoms.element);
    const guessed = parseModels(withoutElements).flatMap(({ atoms }) => atoms.element);
    expect(guessed).toEqual(stated);
  });
});

describe('elementSymbol', () => {
  it.each([
    [' C', 'C'],
    ['C ', 'C'],
    ['Zn', 'ZN'],
    ['D', 'D'],
    ['  ', undefined],
    ['Xx', undefined],
    ['20', undefined],
  ])('"%s" is %s', (field, symbol) => {
    expect(elementSymbol(field)).toBe(symbol);
  });
});
