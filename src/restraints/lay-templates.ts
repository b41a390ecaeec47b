import type { PreparedModel } from './prepare-residues.js';
import { LinkPreparation, type PreparedLink } from './prepared-link.js';
import { PresentTemplates } from './present-template.js';
import { chosenPucker } from './pucker.js';
import type { ResidueLink } from './residue-link.js';
import { RestraintCollector, type BondedRestraints } from './restraint-collector.js';
import { SlotTables, type SlotTable } from './slot-tables.js';
import { PUCKER, type RestraintTemplate } from './template.js';

/**
 * Lays each residue's template, then those of the links that begin in it, on the atoms that are there, conformer by
 * conformer. Restraints among atoms that conformers share are the first one's.
 *
 * @param links in order of their first residues
 */
export function layTemplates(model: PreparedModel, links: readonly ResidueLink[]): BondedRestraints {
  return new TemplateLayer(model).lay(links);
}

class TemplateLayer {
  private readonly tables: SlotTables;
  private readonly collector: RestraintCollector;

  constructor(private readonly model: PreparedModel) {
    this.tables = new SlotTables(model);
    this.collector = new RestraintCollector(model.model.atomCount);
  }

  lay(links: readonly ResidueLink[]): BondedRestraints {
    let next = 0;
    this.model.prepared.forEach((prepared, index) => {
      if (prepared) this.layResidue(prepared.template, index);
      for (; next < links.length && links[next].first === index; next++) this.layLink(links[next]);
    });
    return this.collector.finish();
  }

  private layResidue(template: RestraintTemplate, index: number): void {
    const altlocs = this.model.altlocs[index];
    if (altlocs.length === 0) this.layOn(this.tables.of(index, ''), template);
    altlocs.forEach((altloc, k) => {
      this.layOn(this.tables.of(index, altloc), template, k > 0 ? altloc : undefined);
    });
  }

  private layLink({ first, second, conformers }: ResidueLink): void {
    const [firstComp, secondComp] = [this.model.prepared[first]!, this.model.prepared[second]!];
    conformers.forEach(({ altloc, link }, k) => {
      const prepared = LinkPreparation.shared.prepare(link, firstComp, secondComp);
      const table = joinTables(prepared, this.tables.of(first, altloc), this.tables.of(second, altloc));
      this.layOn(table, prepared.template, k > 0 ? altloc : undefined);
    });
  }

  /** @param altloc of a conformer that is not the first one */
  private layOn(table: SlotTable, template: RestraintTemplate, altloc?: string): void {
    const { sitesCart, atoms } = this.model.model;
    const pucker = template.dihedrals.hasPuckers
      ? chosenPucker(template.dihedrals, table, sitesCart)
      : PUCKER.none;
    const present = PresentTemplates.shared.of(template, table, pucker);
    if (altloc === undefined) this.collector.add(present, table);
    else this.collector.addOwn(present, table, (iSeq) => atoms.altloc[iSeq] === altloc);
  }
}

/** The slots of a link, filled from the residues on its two sides. */
function joinTables(link: PreparedLink, first: SlotTable, second: SlotTable): SlotTable {
  const length = link.first.length + link.second.length;
  const iSeqs = new Int32Array(length);
  let slot = 0;
  for (const firstSlot of link.first) iSeqs[slot++] = atomIn(first, firstSlot);
  for (const secondSlot of link.second) iSeqs[slot++] = atomIn(second, secondSlot);
  return { iSeqs, start: 0, length };
}

function atomIn({ iSeqs, start }: SlotTable, slot: number): number {
  return slot < 0 ? -1 : iSeqs[start + slot];
}
