import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/read-model.js';
import { cctbxAtoms, referencePath } from './reference-files.js';

/** The monomer library's name for an atom of 1d3z, under which cctbx lists it. */
const RENAMED = new Map([['A/1/MET/H1/', 'A/1/MET/H/']]);

/** Residues that the reference figures leave out. */
const LEFT_OUT = new Set(['HEM', 'C34']);

describe.each([
  ['133d', '133d.pdb'],
  ['1d3z', '1d3z.pdb.gz'],
  ['1ubq', '1ubq.pdb'],
  ['2hhb', '2hhb.ent.gz'],
  ['altloc', 'altloc.pdb'],
])('%s', (name, file) => {
  it('has the atoms that cctbx reads', async () => {
    const model = await readModel(referencePath(file));
    const { atoms, residues, sitesCart } = model;
    const ours = new Map<string, unknown>();
    atoms.name.forEach((atomName, i) => {
      const residue = residues[atoms.residue[i]];
      if (LEFT_OUT.has(residue.name)) return;
      const { chainId, number, insertionCode } = residue;
      const key = [chainId, `${number}${insertionCode}`, residue.name, atomName, atoms.altloc[i]].join('/');
      ours.set(RENAMED.get(key) ?? key, [
        atoms.element[i],
        atoms.occupancy[i],
        ...sitesCart.subarray(3 * i, 3 * i + 3),
      ]);
    });
    const reference = cctbxAtoms(name);
    const theirs = reference.atoms.map((atom, i): [string, unknown] => {
      const place = `${String(atom.resseq).trim()}${String(atom.icode).trim()}`;
      const key = [atom.chain, place, atom.resname, atom.name, atom.altloc]
        .map((part) => String(part).trim())
        .join('/');
      const element = String(atom.element).trim();
      return [key, [element, atom.occ, ...reference.sitesCart.slice(3 * i, 3 * i + 3)]];
    });
    expect(ours).toEqual(new Map(theirs));
  });
});
