import type { AtomAddress, CisPeptide, Model } from './model.js';

type ResidueAddress = CisPeptide['from'];

/** Finds residues, and elements of their atoms, by the addresses that records state. */
export class ResidueIndex {
  private readonly places = new Map<string, number>();

  constructor(private readonly model: Model) {
    model.residues.forEach((residue, index) => {
      const key = placeKey({ ...residue, residueName: residue.name });
      if (!this.places.has(key)) this.places.set(key, index);
    });
  }

  /** Index of the first residue of an address; undefined where the model has none. */
  residueAt(address: ResidueAddress): number | undefined {
    return this.places.get(placeKey(address));
  }

  /** Element of the first atom of an address; `''` where the model has none. */
  elementAt(address: AtomAddress): string {
    const { atoms, residues } = this.model;
    const residue = this.residueAt(address);
    const iSeqs = residue === undefined ? [] : residues[residue].iSeqs;
    const iSeq = iSeqs.find((candidate) => atoms.name[candidate] === address.atomName);
    return iSeq === undefined ? '' : atoms.element[iSeq];
  }
}

function placeKey({ residueName, chainId, number, insertionCode }: ResidueAddress): string {
  return JSON.stringify([residueName, chainId, number, insertionCode]);
}
