import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseModel, readModel } from '../../src/model/read-model.js';
import { atomRecord, pdbText } from './atom-record.js';
import { referenceBytes } from './reference-files.js';

const folder = mkdtempSync(join(tmpdir(), 'geomin-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

function thrownBy(action: () => unknown): GeominError {
  try {
    action();
  } catch (error) {
    if (error instanceof GeominError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

async function rejectionOf(promise: Promise<unknown>): Promise<GeominError> {
  const outcome = await promise.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(GeominError);
  return outcome as GeominError;
}

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a file', () => {
  it.each([
    ['that is not there', join(folder, 'none.pdb'), 'there is no such file or folder'],
    ['behind another file', join(fileWith('a.pdb', 'x'), 'b.pdb'), 'a part of the path is no folder'],
    ['that is a folder', folder, 'this is a folder'],
    ['with a NUL in its name', 'a\0b', 'this is no valid path'],
  ])('%s cannot be read', async (_, path, reason) => {
    const error = await rejectionOf(readModel(path));
    expect(error.code).toBe('FILE');
    expect(error.message).toBe(`${path}: cannot be read: ${reason}`);
    expect(error.remedy).not.toBe('');
  });

  it.skipIf(process.getuid?.() === 0)(
    'without permission cannot be read (skipped for root, who may read anything)',
    async () => {
      const path = fileWith('secret.pdb', atomRecord());
      const { chmodSync } = await import('node:fs');
      chmodSync(path, 0);
      expect((await rejectionOf(readModel(path))).message).toBe(`${path}: cannot be read: permission denied`);
    },
  );

  it('cut short or altered within gzip is named', async () => {
    const cut = fileWith('cut.pdb.gz', gzipSync(referenceBytes('1ubq.pdb')));
    truncateSync(cut, 5000);
    expect((await rejectionOf(readModel(cut))).message).toBe(
      `${cut}: the gzip data is broken: unexpected end of file`,
    );
    const altered = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff);
    expect(thrownBy(() => parseModel(altered)).message).toMatch(/^model: the gzip data is broken: /);
  });
});

describe('a text without atoms', () => {
  it.each([
    ['nothing', '', 'x.pdb: the file is empty'],
    ['an empty gzip file', gzipSync(''), 'x.pdb: the file is empty'],
    ['blank lines', '\n\n', 'x.pdb: no atoms: there are no ATOM or HETATM records in it'],
    ['prose', 'Dear all,\natoms are small.\n', 'x.pdb: no atoms: there are no ATOM or HETATM records in it'],
    [
      'bytes',
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 0xff),
      'x.pdb: no atoms: this is no text file, neither PDB nor mmCIF',
    ],
    [
      'an empty model',
      'MODEL        1\nENDMDL\n',
      'x.pdb: no atoms: there are no ATOM or HETATM records in it',
    ],
    [
      'mmCIF',
      '# made by hand\n\ndata_1UBQ\nloop_\n_atom_site.id\nATOM 1\n',
      'x.pdb: this looks like an mmCIF file, where a PDB file is expected',
    ],
  ])('%s', (_, text, message) => {
    const error = thrownBy(() => parseModel(text, 'pdb', { name: 'x.pdb' }));
    expect([error.code, error.message]).toEqual(['MODEL', message]);
    expect(error.remedy).not.toBe('');
  });
});

describe('an atom record', () => {
  const good = atomRecord({ name: ' N  ' });

  it.each([
    ['a coordinate that is no number', { y: '1.2.3' }, "y (columns 39-46) is no number: '1.2.3'"],
    ['a coordinate that overflowed', { x: '********' }, "x (columns 31-38) is no number: '********'"],
    ['NaN', { z: 'nan' }, "z (columns 47-54) is no number: 'nan'"],
    ['infinity', { z: 'Infinity' }, "z (columns 47-54) is no number: 'Infinity'"],
    ['a number beyond all doubles', { z: '9.0e+999' }, "z (columns 47-54) is no number: '9.0e+999'"],
    ['a hexadecimal number', { z: '0x1F' }, "z (columns 47-54) is no number: '0x1F'"],
    ['a tab in it', { x: '1.0\t2.0' }, "x (columns 31-38) is no number: '1.0\t2.0'"],
    ['a blank coordinate', { x: '' }, 'x (columns 31-38) is blank'],
    ['a residue number that is none', { number: '1x' }, 'its residue number (columns 23-26) is no number'],
    ['no residue number', { number: '' }, 'its residue number (columns 23-26) is no number'],
    ['no residue name', { residueName: '' }, 'it has no residue name (columns 18-20)'],
    ['no name', { name: '' }, 'the atom has no name'],
  ])('with %s is named by file, line and atom', (_, fields, what) => {
    const text = pdbText('REMARK', good, atomRecord({ altloc: 'B', insertionCode: 'C', ...fields }));
    const error = thrownBy(() => parseModel(text, 'pdb', { name: 'x.pdb' }));
    const { name = ' CA ', residueName = 'ALA', number = '12' } = fields as Record<string, string>;
    const atom = [name.trim(), residueName, 'A', `${number}C`, '(altloc B)']
      .filter((part) => part !== '')
      .join(' ');
    expect([error.code, error.message]).toEqual(['MODEL', `x.pdb:3: ${atom}: ${what}`]);
    expect(error.remedy).not.toBe('');
  });

  it.each([
    [53, 'CA ALA A 12'],
    [48, 'CA ALA A 12'],
    [30, 'CA ALA A 12'],
    [21, 'CA ALA'],
    [4, 'atom'],
  ])('that is cut short in column %i is named', (length, atom) => {
    const text = pdbText(good) + atomRecord().slice(0, length);
    const what = `the line is cut short, in column ${length} (coordinates end in column 54)`;
    expect(thrownBy(() => parseModel(text)).message).toBe(`model:2: ${atom}: ${what}`);
  });

  it('that is there twice is named with both lines', () => {
    const error = thrownBy(() => parseModel(pdbText(good, atomRecord(), 'TER', atomRecord({ x: '0.000' }))));
    expect(error.message).toBe('model:4: CA ALA A 12: the same atom is in line 2 already');
  });

  it('that is there twice is found in a residue of many atoms too', () => {
    const records = Array.from({ length: 100 }, (_, i) => atomRecord({ name: `C${i}`.padEnd(4) }));
    const error = thrownBy(() => parseModel(pdbText(...records, atomRecord({ name: 'C7  ' }))));
    expect(error.message).toBe('model:101: C7 ALA A 12: the same atom is in line 8 already');
  });

  it('outside of MODEL … ENDMDL is refused where there are such', () => {
    const text = pdbText('MODEL        1', good, 'ENDMDL', atomRecord());
    expect(thrownBy(() => parseModel(text)).message).toBe(
      'model:4: this atom stands outside of MODEL … ENDMDL',
    );
  });
});

describe('a model number that the file lacks', () => {
  it.each([
    [['1', '2', '3'], '1-3'],
    [['2', '5'], '2, 5'],
  ])('is refused with those that it has: %s', (numbers, list) => {
    const text = numbers.map((number) => pdbText(`MODEL     ${number}`, atomRecord(), 'ENDMDL')).join('');
    const error = thrownBy(() => parseModel(text, 'pdb', { model: 12 }));
    expect([error.code, error.message]).toEqual(['ARGUMENT', 'model: there is no model 12']);
    expect(error.remedy).toBe(`Choose from the models that the file has: ${list}.`);
  });
});

it('an unknown format is refused', () => {
  const format = 'xyz' as 'pdb';
  expect(thrownBy(() => parseModel(atomRecord(), format)).message).toBe("'xyz' is no known model format");
});
