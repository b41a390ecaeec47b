import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Model, ModelFormat } from '../../src/model/model.js';
import { parseModels } from '../../src/model/read-model.js';
import { formatModels } from '../../src/model/write-model.js';
import { REFERENCE_FILES, referenceBytes } from './reference-files.js';

/** The first that has gemmi: the one on the PATH may be another than the system's. */
const interpreter = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import gemmi']).status === 0,
);
if (interpreter === undefined && process.env.CI) throw new Error('no python3 with gemmi');

const SCRIPT = `
import gemmi, json, sys
st = gemmi.read_structure(sys.argv[1], merge_chain_parts=False)
atoms = [[m.name, c.name, str(r.seqid).strip(), r.name, a.name, a.altloc.replace(chr(0), ''), a.element.name.upper(),
          a.charge, round(a.occ, 2), round(a.b_iso, 2), [round(x, 3) + 0.0 for x in a.pos.tolist()]]
         for m in st for c in m for r in c for a in r]
print(json.dumps({'atoms': sorted(atoms, key=str), 'cell': st.cell.parameters, 'group': st.spacegroup_hm,
                  'links': len(st.connections)}))
`;
const CONVERT = `
import gemmi, sys
st = gemmi.read_structure(sys.argv[1], merge_chain_parts=False)
st.setup_entities()
groups = gemmi.MmcifOutputGroups(True)
groups.group_pdb = True
st.make_mmcif_document(groups).write_file(sys.argv[2])
`;

const folder = mkdtempSync(join(tmpdir(), 'geomin-gemmi-'));
afterAll(() => rmSync(folder, { recursive: true }));

function python(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(interpreter!, ['-c', script, ...args], { maxBuffer: 1 << 28 });
  expect([stderr.toString(), status]).toEqual(['', 0]);
  return stdout.toString();
}

interface Contents {
  readonly atoms: readonly unknown[];
  readonly cell: readonly number[];
  readonly group: string;
  readonly links: number;
}

function readByGemmi(models: readonly Model[], format: ModelFormat): Contents {
  const path = join(folder, `model.${format === 'pdb' ? 'pdb' : 'cif'}`);
  writeFileSync(path, formatModels(models, format));
  return JSON.parse(python(SCRIPT, path)) as Contents;
}

/** The atoms as the script lists them, in an order that needs no agreement. */
function ourAtoms(models: readonly Model[]): unknown[] {
  return models.flatMap((model) =>
    model.atoms.name.map((name, i) => {
      const { atoms, sitesCart, residues, modelNumber } = model;
      const residue = residues[atoms.residue[i]];
      const round = (value: number, scale: number) => Math.round(value * scale) / scale + 0;
      return [
        ...[String(modelNumber), residue.chainId, `${residue.number}${residue.insertionCode}`, residue.name],
        ...[name, atoms.altloc[i], atoms.element[i], atoms.charge[i]],
        ...[round(atoms.occupancy[i], 100), round(atoms.bIso[i], 100)],
        Array.from(sitesCart.subarray(3 * i, 3 * i + 3), (x) => round(x, 1000)),
      ];
    }),
  );
}

function sorted(atoms: readonly unknown[]): unknown[] {
  return [...atoms].map((atom) => JSON.stringify(atom)).sort();
}

describe.skipIf(interpreter === undefined)('gemmi (skipped where Python has no module gemmi)', () => {
  describe.each(REFERENCE_FILES)('and %s', (file) => {
    const models = parseModels(referenceBytes(file));

    it.each(['mmcif', 'pdb'] as const)('reads the atoms that are written as %s', (format) => {
      // What is written again, whatever the format of the file was.
      const foreign = parseModels(formatModels(models, 'mmcif'));
      const { atoms, cell, group } = readByGemmi(foreign, format);
      expect(sorted(atoms)).toEqual(sorted(ourAtoms(models)));
      const { unitCell, spaceGroup = '' } = models[0];
      if (unitCell) expect(cell).toEqual(Object.values(unitCell));
      expect(group).toBe(unitCell ? spaceGroup : '');
    });
  });

  it('finds the links of 133d in both formats', () => {
    const models = parseModels(formatModels(parseModels(referenceBytes('133d.pdb')), 'mmcif'));
    expect(readByGemmi(models, 'mmcif').links).toBe(4);
    expect(readByGemmi(models, 'pdb').links).toBe(4);
  });

  it('writes mmCIF of ten models that is read as their PDB file is', () => {
    const [pdb, cif] = [join(folder, '1d3z.pdb'), join(folder, '1d3z.cif')];
    writeFileSync(pdb, referenceBytes('1d3z.pdb.gz'));
    python(CONVERT, pdb, cif);
    const theirs = parseModels(referenceBytes('1d3z.pdb.gz'));
    const ours = parseModels(readFileSync(cif));
    expect(ours.map(({ sitesCart }) => sitesCart)).toEqual(theirs.map(({ sitesCart }) => sitesCart));
    expect(ourAtoms(ours)).toEqual(ourAtoms(theirs));
  });
});
