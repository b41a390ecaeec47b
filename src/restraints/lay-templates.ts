import type { PreparedModel } from './prepare-residues.js';
import { LinkPreparation, type PreparedLink } from './prepared-link.js';
import { ResidueAtoms, type ConformerAtoms } from './residue-atoms.js';
import type { ResidueLink } from './residue-link.js';
import { RestraintCollector, type BondedRestraints } from './restraint-collector.js';

/**
 * Lays each residue's template, then those of the links that begin in it, on the atoms that are there.
 *
 * @param links in order of their first residues
 */
export function layTemplates(prepared: PreparedModel, links: readonly ResidueLink[]): BondedRestraints {
  const residues = prepared.model.residues.map((_, index) => new ResidueAtoms(prepared, index));
  const collector = new RestraintCollector(prepared.model.sitesCart);
  const linkPreparation = new LinkPreparation();
  let next = 0;
  residues.forEach((atoms, index) => {
    const template = prepared.prepared[index]?.template;
    if (!template) return;
    atoms.altlocs.forEach((altloc, k) => collector.add(template, atoms.conformer(altloc), k > 0));
    for (; next < links.length && links[next].first === index; next++) {
      layLink(collector, linkPreparation, prepared, residues, links[next]);
    }
  });
  return collector.finish();
}

function layLink(
  collector: RestraintCollector,
  preparation: LinkPreparation,
  { prepared }: PreparedModel,
  residues: readonly ResidueAtoms[],
  { first, second, conformers }: ResidueLink,
): void {
  const [firstComp, secondComp] = [prepared[first]!, prepared[second]!];
  conformers.forEach(({ altloc, link }, k) => {
    const preparedLink = preparation.prepare(link, firstComp, secondComp);
    const atoms = joinAtoms(
      preparedLink,
      residues[first].conformer(altloc),
      residues[second].conformer(altloc),
    );
    collector.add(preparedLink.template, atoms, k > 0);
  });
}

/** The slots of a link, filled from the residues on its two sides. */
function joinAtoms(link: PreparedLink, first: ConformerAtoms, second: ConformerAtoms): ConformerAtoms {
  const count = link.first.length + link.second.length;
  const joined = { iSeqs: new Int32Array(count), own: new Uint8Array(count) };
  for (let k = 0; k < count; k++) {
    const inFirst = k < link.first.length;
    const side = inFirst ? first : second;
    const slot = inFirst ? link.first[k] : link.second[k - link.first.length];
    joined.iSeqs[k] = side.iSeqs[slot];
    joined.own[k] = side.own[slot];
  }
  return joined;
}
