import { describe, expect, it } from 'vitest';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { type LinkEnd, matchLinks } from '../../src/monomers/link.js';

const dictionary = builtInDictionary();

const end = (id: string, atomName: string): LinkEnd => {
  const comp = dictionary.comp(id);
  if (!comp) throw new Error(`no ${id}`);
  return { comp, atomName };
};

function match(first: LinkEnd, second: LinkEnd): [string, boolean] | undefined {
  const [found] = matchLinks(dictionary, first, second);
  return found && [found.link.id, found.reversed];
}

describe('matchLinks', () => {
  it('prefers a link between these components to one between their groups', () => {
    expect(match(end('CYS', 'SG'), end('CYS', 'SG'))).toEqual(['disulf', false]);
  });

  it('finds links read from either end', () => {
    expect(match(end('ZN', 'ZN'), end('CYS', 'SG'))).toEqual(['ZN-CYS', false]);
    expect(match(end('HIS', 'NE2'), end('ZN', 'ZN'))).toEqual(['ZN-HISNE', true]);
    expect(match(end('HIS', 'ND1'), end('ZN', 'ZN'))).toEqual(['ZN-HISND', true]);
  });

  it('goes by group where no component is named', () => {
    expect(match(end('A', "O3'"), end('G', 'P'))).toEqual(['p', false]);
    expect(match(end('DC', 'P'), end('DA', "O3'"))).toEqual(['p', true]);
    expect(match(end('ALA', 'C'), end('PRO', 'N'))?.[0]).toMatch(/^P(CIS|TRANS)$/);
    expect(match(end('PRO', 'C'), end('ALA', 'N'))?.[0]).toMatch(/^(CIS|TRANS)$/);
  });

  it('gives undefined where atoms, components or groups do not fit', () => {
    expect(match(end('ZN', 'ZN'), end('ASP', 'OD1'))).toBeUndefined();
    expect(match(end('NA', 'NA'), end('CYS', 'SG'))).toBeUndefined();
    expect(match(end('A', "O3'"), end('ALA', 'N'))).toBeUndefined();
  });
});
