import type { PreparedModel } from './prepare-residues.js';

/** Which atoms fill the slots of a component or a link: that of slot k is `iSeqs[start + k]`, -1 where it is missing. */
export interface SlotTable {
  readonly iSeqs: Int32Array;
  readonly start: number;
  /** The number of slots. */
  readonly length: number;
}

/** Which atoms of each residue fill the slots of its component. */
export class SlotTables {
  /** The tables of all residues without alternate locations, one behind the other: templates and links ask for them often. */
  private readonly iSeqs: Int32Array;
  private readonly starts: Int32Array;

  constructor(private readonly model: PreparedModel) {
    const { prepared, altlocs } = model;
    this.starts = new Int32Array(prepared.length + 1);
    prepared.forEach((comp, residue) => {
      const length = altlocs[residue].length > 0 ? 0 : (comp?.slots.size ?? 0);
      this.starts[residue + 1] = this.starts[residue] + length;
    });
    this.iSeqs = new Int32Array(this.starts[prepared.length]).fill(-1);
    this.fillAll();
  }

  /** The table of a residue for an alternate location: its atoms there, and those without any. */
  of(residue: number, altloc: string): SlotTable {
    if (this.model.altlocs[residue].length > 0) return this.ofConformer(residue, altloc);
    const start = this.starts[residue];
    return { iSeqs: this.iSeqs, start, length: this.starts[residue + 1] - start };
  }

  private fillAll(): void {
    const { model, slots } = this.model;
    const { residue } = model.atoms;
    for (let iSeq = 0; iSeq < model.atomCount; iSeq++) {
      const start = this.starts[residue[iSeq]];
      const isHere = slots[iSeq] >= 0 && start < this.starts[residue[iSeq] + 1];
      if (isHere) this.iSeqs[start + slots[iSeq]] = iSeq;
    }
  }

  private ofConformer(residue: number, conformer: string): SlotTable {
    const { model, slots, prepared } = this.model;
    const iSeqs = new Int32Array(prepared[residue]?.slots.size ?? 0).fill(-1);
    for (const iSeq of model.residues[residue].iSeqs) {
      const slot = slots[iSeq];
      const altloc = model.atoms.altloc[iSeq];
      const better = altloc === conformer || (altloc === '' && iSeqs[slot] < 0);
      if (slot >= 0 && better) iSeqs[slot] = iSeq;
    }
    return { iSeqs, start: 0, length: iSeqs.length };
  }
}
