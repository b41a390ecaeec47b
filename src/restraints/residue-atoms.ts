import { altlocsOf } from './named-model.js';
import type { PreparedModel } from './prepare-residues.js';

/** The atoms of one conformer that fill a template's slots. */
export interface ConformerAtoms {
  /** i_seq of each slot, -1 where the atom is missing. */
  readonly iSeqs: Int32Array;
  /** For each slot, 1 where the atom is this conformer's own, 0 where conformers share it. */
  readonly own: Uint8Array;
}

/** One residue's atoms by slot, for each of its conformers. */
export class ResidueAtoms {
  /** In order of appearance; `['']` where the residue has no alternate locations. */
  readonly altlocs: readonly string[];
  private readonly conformers: ConformerAtoms[] = [];

  constructor(
    private readonly model: PreparedModel,
    private readonly index: number,
  ) {
    const altlocs = altlocsOf(model.model, model.model.residues[index].iSeqs);
    this.altlocs = altlocs.length === 0 ? [''] : altlocs;
  }

  /** Atoms at that alternate location, and those without any. */
  conformer(altloc: string): ConformerAtoms {
    const found = this.altlocs.indexOf(altloc);
    const place = found < 0 ? this.altlocs.length : found;
    return (this.conformers[place] ??= this.fill(altloc));
  }

  private fill(conformer: string): ConformerAtoms {
    const { model, slots, prepared } = this.model;
    const iSeqs = new Int32Array(prepared[this.index]?.slots.size ?? 0).fill(-1);
    const own = new Uint8Array(iSeqs.length);
    for (const iSeq of model.residues[this.index].iSeqs) {
      const altloc = model.atoms.altloc[iSeq];
      const slot = slots[iSeq];
      if (slot < 0 || (altloc !== '' && altloc !== conformer) || own[slot] === 1) continue;
      iSeqs[slot] = iSeq;
      own[slot] = altloc === '' ? 0 : 1;
    }
    return { iSeqs, own };
  }
}
