#!/usr/bin/env node
// Makes data/monomers/*.json from a CCP4 monomer library. data/monomers/README.md says where to get one.
//
//   npm run build:ts && node scripts/build-monomers.mjs LIBRARY_DIR [EXTRA_DIR]
//
// Components that LIBRARY_DIR lacks are taken from EXTRA_DIR, a library of the same layout.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readComponents, readEnergyTypes } from '../dist/monomers/ccp4-components.js';
import { readLinks, readModifications } from '../dist/monomers/ccp4-modifications.js';
import { parseCif } from '../dist/monomers/cif.js';
import {
  COMPONENT_COLUMNS,
  ENERGY_TYPE_COLUMNS,
  MODIFICATION_COLUMNS,
  pack,
  packRow,
} from '../dist/monomers/packing.js';

const COMPONENTS = `
  ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL MSE
  A C G I U DA DC DG DI DT DU
  ACE NH2
  HOH SO4 PO4 GOL EDO PEG CIT ADP ATP
  AL BA BR CA CD CL CO CS CU CU1 F FE FE2 HG IOD K LI MG MN NA NI RB SR ZN
`;

const words = (text) => text.trim().split(/\s+/);
const readCif = (path) => parseCif(readFileSync(path, 'utf8'), path);

function main([library, extra]) {
  if (!library) throw new Error('usage: node scripts/build-monomers.mjs LIBRARY_DIR [EXTRA_DIR]');
  const list = readCif(join(library, 'list', 'mon_lib_list.cif'));
  const version = list
    .find((block) => block.name === 'lib')
    .rows('_lib')[0]
    .text('version');
  const source = `CCP4 monomer library ${version}`;
  const components = words(COMPONENTS).map((id) => component(id, library, extra));
  // All of them: the components that they join may come from another dictionary.
  const links = readLinks(list);
  const modifications = readModifications(list);
  const energyTypes = [...readEnergyTypes(readCif(join(library, 'ener_lib.cif')))];
  write(
    'components.json',
    source,
    byId(components, (record) => lines(pack(record, COMPONENT_COLUMNS))),
  );
  write(
    'modifications.json',
    source,
    byId(modifications, (record) => lines(pack(record, MODIFICATION_COLUMNS))),
  );
  write('links.json', source, byId(links, lines));
  write(
    'energy-types.json',
    source,
    energyTypes.map(([type, value]) => [type, JSON.stringify(packRow(value, ENERGY_TYPE_COLUMNS))]),
  );
}

/** A component from the first library that has it; one from the second says so. */
function component(id, library, extra) {
  const path = (dir) => join(dir, id[0].toLowerCase(), `${id}.cif`);
  const dir = existsSync(path(library)) || !extra ? library : extra;
  const record = readComponents(readCif(path(dir))).find((found) => found.id === id);
  return dir === library ? record : { ...record, source: 'refmac-dictionary 5.41' };
}

const byId = (records, text) => records.map((record) => [record.id, text(record)]);

/** A record with one line per field. */
function lines(record) {
  const fields = Object.entries(record).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${fields.join(',\n')}\n}`;
}

function write(name, source, entries) {
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const records = sorted.map(([id, text]) => `${JSON.stringify(id)}: ${text}`).join(',\n');
  const path = fileURLToPath(new URL(`../data/monomers/${name}`, import.meta.url));
  writeFileSync(path, `{"source": ${JSON.stringify(source)}, "records": {\n${records}\n}}\n`);
  console.log(`${path}: ${entries.length} records`);
}

main(process.argv.slice(2));
