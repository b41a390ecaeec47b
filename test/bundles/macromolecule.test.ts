import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { MacromoleculeBundle } from '../../src/bundles/bundle.js';
import { decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { macromoleculeBundle, modelOf, restraintsOf, sitesOf } from '../../src/bundles/macromolecule.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { referenceBytes } from '../model/reference-files.js';

function sent(bundle: MacromoleculeBundle): MacromoleculeBundle {
  return decodeBundle(encodeBundle(bundle), { type: 'macromolecule_data' });
}

/** All columns, without what is no column. */
function columns(restraints: Restraints): Restraints {
  const rest: Record<string, unknown> = { ...restraints };
  for (const name of ['atomLabel', 'issues', 'links', 'chainLinks', 'sources']) delete rest[name];
  return rest as unknown as Restraints;
}

const ubiquitin = () => parseModel(referenceBytes('1ubq.pdb'), 'pdb', { name: 'some/where/1ubq.pdb' });

describe('a model in a bundle', () => {
  it('gives the restraints and sites of the file, whatever was done to the sites since', () => {
    const model = ubiquitin();
    const restraints = buildRestraints(model);
    const sitesCart = model.sitesCart.slice();
    model.sitesCart.fill(0);
    const bundle = sent(macromoleculeBundle(model));
    expect(bundle).toMatchObject({ atomCount: 660, model: { name: '1ubq.pdb', format: 'pdb' } });
    expect(columns(restraintsOf(bundle))).toEqual(columns(restraints));
    expect(restraintsOf(bundle).atomLabel!(0)).toBe(restraints.atomLabel(0));
    expect(sitesOf(bundle)).toEqual(sitesCart);
  });

  it('may be mmCIF, whether the bundle says so or not', () => {
    const model = parseModel(referenceBytes('1ubq.cif.gz'), 'mmcif', { name: '1ubq.cif' });
    const bundle = sent(macromoleculeBundle(model));
    expect(bundle.model?.format).toBe('mmcif');
    expect(bundle.model?.text.equals(referenceBytes('1ubq.cif.gz'))).toBe(true);
    const silent = sent({ ...bundle, model: { ...bundle.model!, format: undefined as unknown as 'mmcif' } });
    for (const each of [bundle, silent]) {
      expect(sitesOf(each)).toEqual(ubiquitin().sitesCart);
      expect(columns(restraintsOf(each)).bonds).toEqual(columns(buildRestraints(ubiquitin())).bonds);
    }
  });

  it('hands out sites that may be changed', () => {
    const bundle = sent(macromoleculeBundle(ubiquitin()));
    sitesOf(bundle)!.fill(0);
    expect(sitesOf(bundle)).toEqual(ubiquitin().sitesCart);
  });

  it('is the one of several in the file that was given', () => {
    const models = parseModels(referenceBytes('1d3z.pdb.gz'));
    const bundle = sent(macromoleculeBundle(models[3]));
    expect(sitesOf(bundle)).toEqual(models[3].sitesCart);
    expect(bundle.model!.text.length).toBeLessThan(models[3].source.bytes.length / 5);
  });

  it('may come with restraints of its own, all of which are kept', () => {
    const model = ubiquitin();
    const restraints = buildRestraints(model);
    const bundle = sent(macromoleculeBundle(model, { restraints, terms: ['bond'], unknown: 'free' }));
    expect(bundle).toMatchObject({ terms: ['bond'], unknown: 'free' });
    expect(columns(restraintsOf(bundle))).toEqual(columns(restraints));
    const label = restraintsOf(bundle).atomLabel!;
    for (let iSeq = 0; iSeq < model.atomCount; iSeq++) expect(label(iSeq)).toBe(restraints.atomLabel(iSeq));
  });

  it('may be left out where there are restraints', () => {
    const bundle: MacromoleculeBundle = { bundleType: 'macromolecule_data', restraints: { atomCount: 2 } };
    expect(sitesOf(sent(bundle))).toBeUndefined();
    expect(restraintsOf(sent(bundle))).toEqual({ atomCount: 2 });
  });
});

describe('what is wrong with a model', () => {
  const bundleOf = (
    text: string | Uint8Array,
    rest: Partial<MacromoleculeBundle> = {},
  ): MacromoleculeBundle => ({
    bundleType: 'macromolecule_data',
    model: { text: Buffer.from(text), format: 'pdb', name: 'm.pdb' },
    ...rest,
  });
  const strange = new TextDecoder('latin1')
    .decode(referenceBytes('1ubq.pdb'))
    .replaceAll(' MET A   1 ', ' QQQ A   1 ');

  it.each([
    ['no atoms', bundleOf('REMARK\n'), 'MODEL', /^bundle b1: m\.pdb: no atoms/],
    ['unknown residues', bundleOf(strange), 'RESIDUES', /^bundle b1: m\.pdb: no dictionary knows QQQ/],
    ['gzip', bundleOf(gzipSync(strange)), 'BUNDLE', /^bundle b1: model_text is gzipped/],
    [
      'another atom count',
      bundleOf(strange, { atomCount: 659 }),
      'BUNDLE',
      /^bundle b1: atom_count is 659.* 660/,
    ],
    [
      'restraints of other atoms',
      bundleOf(strange, { restraints: { atomCount: 5 } }),
      'BUNDLE',
      /^bundle b1: restraints\.atom_count is 5/,
    ],
    [
      'nothing in it',
      { bundleType: 'macromolecule_data' } as const,
      'BUNDLE',
      /^bundle b1: it holds neither/,
    ],
  ])('%s: is told with the name of the bundle', (_what, bundle, code, message) => {
    const fault = expect.stringMatching(message) as string;
    expect(() => restraintsOf(bundle, 'b1')).toThrow(
      expect.objectContaining({ code, message: fault }) as Error,
    );
  });

  it('is no matter where unknown residues are to be left free', () => {
    expect(restraintsOf(bundleOf(strange, { unknown: 'free' })).atomCount).toBe(660);
    expect(modelOf(bundleOf(strange))!.residues[0].name).toBe('QQQ');
  });
});
