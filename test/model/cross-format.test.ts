import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { assertWritable, formatModel, formatModels } from '../../src/model/write-model.js';
import { atomRecord, pdbText } from './atom-record.js';
import { atomSite, cifText, loop, type AtomRow } from './mmcif-text.js';
import { REFERENCE_FILES, referenceBytes } from './reference-files.js';

/** What both formats say of a model. */
function contents(model: Model): object {
  const { name, element, altloc, charge, occupancy, bIso, hetero, residue } = model.atoms;
  const round = (values: Iterable<number>) => Array.from(values, (value) => Math.round(value * 1000) + 0);
  return {
    atoms: { name, element, altloc, charge, occupancy, bIso, hetero, residue },
    sites: round(model.sitesCart),
    residues: model.residues.map((each) => ({ ...each, label: null, segmentId: '' })),
    connections: model.connections.map(({ kind, from, to, sameAsymmetricUnit, distance }) => ({
      ...{ kind, from, to, sameAsymmetricUnit, distance },
    })),
    cisPeptides: model.cisPeptides.map(({ from, to }) => ({ from, to })),
    crystal: [model.unitCell, model.spaceGroup, model.scale],
    modelNumber: model.modelNumber,
  };
}

describe.each(REFERENCE_FILES)('%s', (file) => {
  const models = parseModels(referenceBytes(file));
  const converted = parseModels(formatModels(models, 'mmcif'));

  it('is the same in mmCIF', () => {
    expect(converted.map(contents)).toEqual(models.map(contents));
    expect(converted[0].source.format).toBe('mmcif');
  });

  it('is the same in PDB again', () => {
    const again = parseModels(formatModels(converted, 'pdb'));
    expect(again.map(contents)).toEqual(models.map(contents));
    expect(again.map(({ chains }) => chains)).toEqual(converted.map(({ chains }) => chains));
  });

  it('has a chain end wherever a TER record ends one', () => {
    const ends = ({ chains }: Model) => chains.filter(({ terminated }) => terminated).map(({ end }) => end);
    expect(ends(converted[0])).toEqual(expect.arrayContaining(ends(models[0])));
  });
});

describe('mmCIF of a PDB model', () => {
  const text = pdbText(
    'SSBOND   1 CYS A    1    CYS A    2                          1555   2655  2.03',
    'LINK        ZN    ZN A   4                 OD1 CYS A   1     1555   1555  2.10',
    'CISPEP   1 CYS A    1    CYS A    2          0         0.00',
    'CRYST1   50.840   42.770   28.950  90.00  90.00  90.00 P 21 21 21    4',
    atomRecord({ residueName: 'CYS', number: '1', name: " O5'", element: 'O' }),
    atomRecord({ residueName: 'CYS', number: '2' }),
    'TER',
    atomRecord({
      record: 'HETATM',
      residueName: 'ZN',
      number: '4',
      name: 'ZN  ',
      element: 'ZN',
      charge: '2+',
    }),
    atomRecord({ record: 'HETATM', residueName: 'HOH', number: '5', name: ' O  ', element: 'O' }),
    atomRecord({ record: 'HETATM', residueName: 'HOH', number: '6', name: ' O  ', element: 'O' }),
    atomRecord({ residueName: 'CYS', number: '1', chainId: 'B' }),
    atomRecord({ residueName: 'CYS', number: '2', chainId: 'B' }),
  );
  const model = parseModel(text, 'pdb', { name: 'dir/my model.pdb.gz' });
  const written = formatModel(model, 'mmcif').toString();

  it('has entities, label ids, links and the crystal', () => {
    expect(written).toContain('data_my_model\n');
    expect(written).toContain('_entity.type\n1 polymer\n2 non-polymer\n3 water\n#');
    expect(written).toContain('_struct_asym.entity_id\nA 1\nB 2\nC 3\nD 1\n#');
    expect(written).toContain('_entity_poly_seq.mon_id\n1 1 CYS\n1 2 CYS\n#');
    expect(written).toMatch(/_symmetry.space_group_name_H-M +"P 21 21 21"\n/);
    expect(written).toContain(
      'disulf1 disulf A CYS 1 SG ? ? A CYS 1 1_555 A CYS 2 SG ? ? A CYS 2 2_655 2.03',
    );
    expect(written).toContain('metalc1 metalc B ZN . ZN ? ? A ZN 4 1_555 A CYS 1 OD1 ? ? A CYS 1 1_555 2.1');
    expect(written).toContain(
      'ATOM   1 O  "O5\'" . CYS A 1 1 ? 11.104   6.134    -6.504   1.00 20.00  ? 1    CYS A "O5\'" 1\n',
    );
    const { label, ...water } = parseModel(written).residues[4];
    expect(label).toEqual({ asymId: 'C', entityId: '3' });
    expect(water).toMatchObject({ name: 'HOH', chainId: 'A', number: 6 });
  });

  it('names a chain without an id by its segment, if it has one', () => {
    const rows = [
      { segmentId: 'PROT' },
      { segmentId: 'PROT', number: '13' },
      { segmentId: '', number: '14' },
    ];
    const blank = parseModel(pdbText(...rows.map((row) => atomRecord({ ...row, chainId: '' }))));
    expect(parseModel(formatModel(blank, 'mmcif')).residues.map(({ chainId }) => chainId)).toEqual([
      'PROT',
      'PROT',
      '',
    ]);
  });

  it('refuses what is no number', () => {
    const sitesCart = model.sitesCart.map((x, i) => (i === 4 ? NaN : x));
    expect(() => formatModel({ ...model, sitesCart }, 'mmcif')).toThrow('y = NaN is not a finite number');
  });
});

describe('PDB of an mmCIF model', () => {
  const pdbOf = (...rows: AtomRow[]) => formatModel(parseModel(cifText(atomSite(...rows))), 'pdb').toString();

  it('aligns names by their elements, and has charges, wide chain ids and hybrid-36', () => {
    const text = pdbOf(
      {},
      {
        auth_atom_id: 'CA',
        type_symbol: 'CA',
        auth_comp_id: 'CA',
        pdbx_formal_charge: '2',
        group_PDB: 'HETATM',
      },
      { auth_atom_id: 'HG11', type_symbol: 'H', auth_asym_id: 'Ab', pdbx_PDB_ins_code: 'C' },
      { auth_seq_id: '10000', Cartn_x: '-1234.5678', B_iso_or_equiv: '1234.567' },
    );
    expect(text).toContain(
      'ATOM      1  CA  ALA A  12      11.104   6.134  -6.504  1.00 20.00           C  \n',
    );
    expect(text).toContain('CA    CA A  12 ');
    expect(text).toContain('CA2+\n');
    expect(text).toMatch(/ HG11 ALAAb  12C /);
    expect(text).toContain('ALA AA000    -1234.57   6.134  -6.504  1.001234.6');
    expect(parseModel(text).residues.map(({ chainId, number }) => `${chainId}${number}`)).toContain('A10000');
  });

  it('has links and cis peptides in their columns', () => {
    const ends = (n: 1 | 2, chain: string, atom: string) => ({
      [`ptnr${n}_label_atom_id`]: atom,
      [`ptnr${n}_auth_asym_id`]: chain,
      [`ptnr${n}_auth_seq_id`]: '12',
      [`ptnr${n}_label_comp_id`]: 'ALA',
      [`pdbx_ptnr${n}_label_alt_id`]: '?',
      [`ptnr${n}_symmetry`]: n === 1 ? '1_555' : '10_655',
    });
    const links = loop(
      '_struct_conn',
      [
        { id: 'a', conn_type_id: 'disulf', ...ends(1, 'A', 'SG'), ...ends(2, 'B', 'SG') },
        {
          id: 'b',
          conn_type_id: 'covale',
          ...ends(1, 'A', 'CA'),
          ...ends(2, 'B', 'N'),
          pdbx_dist_value: '1.33',
        },
        {
          id: 'c',
          conn_type_id: 'covale',
          ...ends(1, 'toolong', 'CA'),
          ...ends(2, 'B', 'N'),
          pdbx_dist_value: '1',
        },
      ].map((row) => ({ pdbx_dist_value: '?', ...row })),
    );
    const model = parseModel(cifText(links, atomSite({}, { auth_asym_id: 'B' })));
    const text = formatModel(model, 'pdb').toString();
    expect(text).toContain('SSBOND   1 ALA A   12    ALA B   12                          1555  10655');
    expect(text).toContain('LINK         CA  ALA A  12                 N   ALA B  12     1555  10655  1.33');
    expect(text.match(/^LINK/gm)).toHaveLength(1);
    const again = parseModel(text).connections;
    expect(again.map(({ from, to }) => [from, to])).toEqual(
      model.connections.slice(0, 2).map(({ from, to }) => [from, to]),
    );
  });

  it('has MODEL records where a model has a number', () => {
    const models = parseModels(cifText(atomSite({}, { pdbx_PDB_model_num: '12' })));
    expect(formatModels(models, 'pdb').toString()).toMatch(/MODEL        1 +\nATOM[^]*MODEL       12 /);
    expect(parseModel(formatModel(models[1], 'pdb')).modelNumber).toBe(12);
  });

  it.each([
    [{ auth_asym_id: 'ABC' }, "CA ALA ABC 12: its chain id 'ABC' is longer than two letters"],
    [{ auth_comp_id: 'A1ABC' }, "CA A1ABC A 12: its residue name 'A1ABC' is longer than three letters"],
    [{ auth_atom_id: 'HO5X1' }, 'HO5X1 ALA A 12: its name is longer than four letters'],
    [{ auth_seq_id: '2436112' }, 'CA ALA A 2436112: its residue number is 2436112'],
    [{ auth_seq_id: '-1000' }, 'CA ALA A -1000: its residue number is -1000'],
    [{ pdbx_PDB_ins_code: 'AB' }, "CA ALA A 12AB: its insertion code 'AB' is longer than a letter"],
    [{ label_alt_id: 'A1' }, 'CA ALA A 12 (altloc A1): its altloc is longer than a letter'],
    [{ pdbx_formal_charge: '10' }, 'CA ALA A 12: its charge is 10'],
  ])('refuses %j before any work is done', async (row, message) => {
    const model = parseModel(cifText(atomSite(row)));
    const expected = `model:25: ${message}, for which the PDB format has no room`;
    expect(() => formatModel(model, 'pdb')).toThrow(expected);
    await expect(assertWritable([model], '/dev/null/x.pdb')).rejects.toThrow();
    expect(formatModel(model, 'mmcif').toString()).toBe(cifText(atomSite(row)));
  });

  it('refuses coordinates that do not fit', () => {
    expect(() => pdbOf({ Cartn_x: '123456.0' })).toThrow('does not fit into the eight columns');
  });
});

const word = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'ABCabc019\'"*#_;?.$[ ') });
const residueWord = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom(...'ABCDEFGXYZ0189') });
const thousandths = fc.integer({ min: -999_999, max: 9_999_999 });

describe('any atoms', () => {
  const atom = fc.record({
    record: fc.constantFrom('ATOM', 'HETATM'),
    element: fc.constantFrom('C', 'N', 'O', 'H', 'D', 'ZN', 'FE'),
    altloc: fc.constantFrom('', 'A', 'b'),
    residueName: residueWord,
    chainId: fc.constantFrom('A', 'b', '7', 'AB', '"', "'", '#'),
    number: fc.integer({ min: -999, max: 9998 }).map(String),
    insertionCode: fc.constantFrom('', 'A', 'Z'),
    charge: fc.constantFrom('', '2+', '1-'),
    x: thousandths.map((x) => (x / 1000).toFixed(3)),
  });

  it('are the same in mmCIF, and in PDB again', () => {
    fc.assert(
      fc.property(fc.array(atom, { minLength: 1, maxLength: 40 }), (atoms) => {
        const records = atoms.map((each, i) =>
          atomRecord({ ...each, name: ` ${i.toString(36)}'`.padEnd(4) }),
        );
        const model = parseModel(pdbText(...records));
        const mmcif = parseModel(formatModel(model, 'mmcif'));
        expect(contents(mmcif)).toEqual(contents(model));
        expect(contents(parseModel(formatModel(mmcif, 'pdb')))).toEqual(contents(model));
      }),
      { numRuns: 300 },
    );
  });

  it('with any names are read as they were quoted, and patched', () => {
    const row = fc.record({ name: word, residue: word, chain: word, x: thousandths, quote: fc.nat(3) });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, newline) => {
          const trimmed = rows.map((each) => ({
            ...each,
            name: each.name.trim() || 'x',
            residue: each.residue.trim() || 'x',
            chain: each.chain.trim() || 'x',
          }));
          const text = cifText(
            atomSite(
              ...trimmed.map(({ name, residue, chain, x, quote }, i) => ({
                auth_atom_id: quoted(name, quote),
                auth_comp_id: quoted(residue, quote + 1),
                auth_asym_id: quoted(chain, quote + 2),
                auth_seq_id: String(i),
                Cartn_x: (x / 1000).toFixed(3),
              })),
            ),
          ).replaceAll('\n', newline);
          const model = parseModel(text);
          expect(formatModel(model).toString()).toBe(text);
          const read = model.residues.map(({ name, chainId, iSeqs: [iSeq] }) => ({
            ...{ name: model.atoms.name[iSeq], residue: name, chain: chainId },
            x: Math.round(model.sitesCart[3 * iSeq] * 1000),
          }));
          expect(read).toEqual(trimmed.map(({ name, residue, chain, x }) => ({ name, residue, chain, x })));
          model.sitesCart.forEach((x, i) => (model.sitesCart[i] = x + 100.5));
          const again = parseModel(formatModel(model));
          expect(again.residues).toEqual(model.residues);
          again.sitesCart.forEach((x, i) => expect(x).toBeCloseTo(model.sitesCart[i], 3));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** A value in one of the ways in which it may stand in a file. */
function quoted(text: string, way: number): string {
  const ways = [
    ...(/^[^\s'"#$_;[\]?.][^\s]*$/.test(text) ? [text] : []),
    ...(/'\s/.test(text) ? [] : [`'${text}'`]),
    ...(/"\s/.test(text) ? [] : [`"${text}"`]),
    `\n;${text}\n;\n`,
  ];
  return ways[way % ways.length];
}
