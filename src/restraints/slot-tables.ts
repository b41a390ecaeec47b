import type { PreparedModel } from './prepare-residues.js';

/** Which atoms of a residue fill the slots of its component. */
export class SlotTables {
  /** Most residues have one conformer, whose table its own template and its two links all want. */
  private readonly single: (Int32Array | undefined)[] = [];

  constructor(private readonly model: PreparedModel) {}

  /**
   * For each slot of a residue the i_seq of the atom at that alternate location or of the one without any, -1 where both
   * are missing. Not to be changed.
   */
  of(residue: number, altloc: string): Int32Array {
    if (this.model.altlocs[residue].length > 0) return this.fill(residue, altloc);
    return (this.single[residue] ??= this.fill(residue, ''));
  }

  private fill(residue: number, conformer: string): Int32Array {
    const { model, slots, prepared } = this.model;
    const table = new Int32Array(prepared[residue]?.slots.size ?? 0).fill(-1);
    for (const iSeq of model.residues[residue].iSeqs) {
      const slot = slots[iSeq];
      const altloc = model.atoms.altloc[iSeq];
      const better = altloc === conformer || (altloc === '' && table[slot] < 0);
      if (slot >= 0 && better) table[slot] = iSeq;
    }
    return table;
  }
}
