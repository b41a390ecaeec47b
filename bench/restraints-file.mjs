// Restraints as bench/native/restraints_file.h reads them: one array after the other, each as its length (8 bytes) and its bytes.
import { writeFileSync } from 'node:fs';

export function writeRestraintsFile(path, { restraints, pairs, sites }) {
  const { bonds, angles, dihedrals, chiralities, planes, nonbonded } = restraints;
  const arrays = [
    sites,
    ...[bonds, angles].flatMap(({ iSeqs, ideal, weight }) => [iSeqs, ideal, weight]),
    ...[dihedrals.iSeqs, dihedrals.ideal, dihedrals.weight, dihedrals.periodicity],
    ...[chiralities.iSeqs, chiralities.ideal, chiralities.weight, chiralities.bothSigns],
    ...[planes.offsets, planes.iSeqs, planes.weight],
    ...[nonbonded.radius, nonbonded.hydrogenBond, nonbonded.conformer, nonbonded.bonded],
    ...[pairs.iSeqs, pairs.vdw],
  ];
  const parts = arrays.flatMap((array) => [
    Buffer.from(BigInt64Array.of(BigInt(array.length)).buffer),
    Buffer.from(array.buffer, array.byteOffset, array.byteLength),
  ]);
  writeFileSync(path, Buffer.concat(parts));
}
