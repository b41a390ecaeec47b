// cctbx's restraints of a model in test/reference, and copies of them side by side.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Å between copies. */
const GAP = 20;
const ROLES = { N: 0, D: 1, A: 2, B: 3, H: 4 };

/** @returns restraints for a target of geomin, cctbx's fixed list of `pairs`, and sites */
export function readReference(name) {
  const bytes = readFileSync(new URL(`../test/reference/${name}.cctbx.json.gz`, import.meta.url));
  const { atom_count, sites_cart, proxies, nonbonded, atoms } = JSON.parse(gunzipSync(bytes));
  const { bond, angle, dihedral, chirality, planarity } = proxies;
  const offsets = [0];
  for (const { i_seqs } of planarity) offsets.push(offsets.at(-1) + i_seqs.length);
  const types = atoms.map((atom) => atom.at(-1).trim());
  const { simple } = proxies.nonbonded;
  const restraints = {
    atomCount: atom_count,
    bonds: columns(bond),
    angles: columns(angle),
    dihedrals: { ...columns(dihedral), periodicity: Int32Array.from(dihedral, (proxy) => proxy.periodicity) },
    chiralities: {
      ...columns(chirality),
      bothSigns: Uint8Array.from(chirality, (proxy) => Number(proxy.both_signs)),
    },
    planes: {
      offsets: Int32Array.from(offsets),
      iSeqs: Int32Array.from(planarity.flatMap((proxy) => proxy.i_seqs)),
      weight: Float64Array.from(planarity.flatMap((proxy) => proxy.weights)),
    },
    nonbonded: {
      radius: Float64Array.from(types, (type) => nonbonded.radius_table[type] ?? NaN),
      hydrogenBond: Uint8Array.from(types, (type) => ROLES[nonbonded.donor_acceptor_table[type] ?? 'N']),
      conformer: Int32Array.from(nonbonded.conformer_indices),
      bonded: columns(bond).iSeqs,
    },
  };
  const pairs = {
    iSeqs: Int32Array.from(simple.flatMap(([i, j]) => [i, j])),
    vdw: Float64Array.from(simple, ([, , vdw]) => vdw),
  };
  return { restraints, pairs, sites: Float64Array.from(sites_cart.flat()) };
}

/** So many copies on a cubic lattice, {@link GAP} apart. */
export function tiled({ restraints, pairs, sites }, copies) {
  const { atomCount, ...sections } = restraints;
  const perEdge = Math.ceil(Math.cbrt(copies));
  const extent = [0, 1, 2].map((axis) => {
    const coordinates = Array.from(sites.filter((_, k) => k % 3 === axis));
    return Math.max(...coordinates) - Math.min(...coordinates) + GAP;
  });
  const shift = (copy, axis) => (Math.floor(copy / perEdge ** axis) % perEdge) * extent[axis];
  return {
    restraints: { atomCount: copies * atomCount, ...repeatedSections(sections, copies, atomCount) },
    pairs: repeatedColumns(pairs, copies, atomCount),
    sites: repeated(sites, copies, (x, copy, k) => x + shift(copy, k % 3)),
  };
}

function columns(list) {
  return {
    iSeqs: Int32Array.from(list.flatMap((proxy) => proxy.i_seqs)),
    ideal: Float64Array.from(list, (proxy) => proxy.ideal),
    weight: Float64Array.from(list, (proxy) => proxy.weight),
  };
}

function repeatedSections(sections, copies, atomCount) {
  const entries = Object.entries(sections);
  return Object.fromEntries(
    entries.map(([name, section]) => [name, repeatedColumns(section, copies, atomCount)]),
  );
}

function repeatedColumns(section, copies, atomCount) {
  const entries = Object.entries(section).map(([name, column]) => {
    if (name === 'offsets') return [name, repeatedOffsets(column, copies)];
    const step = name === 'iSeqs' || name === 'bonded' ? atomCount : 0;
    return [name, repeated(column, copies, (x, copy) => x + copy * step)];
  });
  return Object.fromEntries(entries);
}

function repeated(column, copies, change) {
  const all = new column.constructor(copies * column.length);
  for (let copy = 0, k = 0; copy < copies; copy++) {
    for (let c = 0; c < column.length; c++) all[k++] = change(column[c], copy, c);
  }
  return all;
}

function repeatedOffsets(offsets, copies) {
  const rows = offsets.subarray(1);
  const end = offsets[rows.length];
  const all = new Int32Array(copies * rows.length + 1);
  all.set(
    repeated(rows, copies, (x, copy) => x + copy * end),
    1,
  );
  return all;
}
