import type { PreparedModel } from './prepare-residues.js';
import { LinkPreparation, type PreparedLink } from './prepared-link.js';
import type { ResidueLink } from './residue-link.js';
import { RestraintCollector, type BondedRestraints } from './restraint-collector.js';
import { SlotTables } from './slot-tables.js';

/**
 * Lays each residue's template, then those of the links that begin in it, on the atoms that are there, conformer by
 * conformer. Restraints among atoms that conformers share are the first one's.
 *
 * @param links in order of their first residues
 */
export function layTemplates(model: PreparedModel, links: readonly ResidueLink[]): BondedRestraints {
  const tables = new SlotTables(model);
  const collector = new RestraintCollector(model.model);
  const linkPreparation = new LinkPreparation();
  let next = 0;
  model.prepared.forEach((prepared, index) => {
    if (!prepared) return;
    const altlocs = model.altlocs[index];
    if (altlocs.length === 0) collector.add(prepared.template, tables.of(index, ''));
    altlocs.forEach((altloc, k) => {
      collector.add(prepared.template, tables.of(index, altloc), k > 0 ? altloc : undefined);
    });
    for (; next < links.length && links[next].first === index; next++) {
      layLink(collector, linkPreparation, model, tables, links[next]);
    }
  });
  return collector.finish();
}

function layLink(
  collector: RestraintCollector,
  preparation: LinkPreparation,
  { prepared }: PreparedModel,
  tables: SlotTables,
  { first, second, conformers }: ResidueLink,
): void {
  const [firstComp, secondComp] = [prepared[first]!, prepared[second]!];
  conformers.forEach(({ altloc, link }, k) => {
    const preparedLink = preparation.prepare(link, firstComp, secondComp);
    const atoms = joinTables(preparedLink, tables.of(first, altloc), tables.of(second, altloc));
    collector.add(preparedLink.template, atoms, k > 0 ? altloc : undefined);
  });
}

/** The slots of a link, filled from the residues on its two sides. */
function joinTables(link: PreparedLink, first: Int32Array, second: Int32Array): Int32Array {
  const joined = new Int32Array(link.first.length + link.second.length);
  let slot = 0;
  for (const firstSlot of link.first) joined[slot++] = first[firstSlot];
  for (const secondSlot of link.second) joined[slot++] = second[secondSlot];
  return joined;
}
