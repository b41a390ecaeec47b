import type { Chain, Residue } from './model.js';

/** What tells a residue apart, as a file states it. */
export interface ResidueIdentity {
  readonly name: string;
  readonly chainId: string;
  readonly segmentId: string;
  readonly number: number;
  readonly insertionCode: string;
}

type GrowingResidue = Residue & { readonly iSeqs: number[] };
type GrowingChain = { -readonly [Key in keyof Chain]: Chain[Key] };

const LARGEST_FOUR_COLUMN_NUMBER = 9999;

/** Gathers the residues and chains of a model while its atoms are read. */
export class ResidueTable {
  readonly residues: GrowingResidue[] = [];
  readonly chains: GrowingChain[] = [];
  private readonly indices = new Map<string, number>();
  private latest?: ResidueIdentity;
  /** Grows where residue numbers begin anew, so that what follows are other residues than those before. */
  private section = 0;

  /** The index of a residue, which is added if it is new. Its atoms need not stand together in the file. */
  indexOf(identity: ResidueIdentity): number {
    if (this.numbersWrapped(identity)) this.section++;
    this.latest = identity;
    const { name, chainId, segmentId, number, insertionCode } = identity;
    const key = `${this.section} ${chainId} ${number}${insertionCode} ${name} ${segmentId}`;
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.residues.length;
      this.indices.set(key, index);
      this.residues.push({ name, chainId, segmentId, number, insertionCode, iSeqs: [] });
      this.extendChain(chainId);
    }
    return index;
  }

  /** A TER record. Behind one, chains without an id begin anew; chains with an id may go on, as their waters do. */
  terminateChain(): void {
    const chain = this.chains.at(-1);
    if (!chain) return;
    chain.terminated = true;
    if (chain.id === '') this.section++;
  }

  /** Large models without hybrid-36 count 9998, 9999, 0, 1, … within a chain. */
  private numbersWrapped({ chainId, number }: ResidueIdentity): boolean {
    const before = this.latest;
    return (
      before?.number === LARGEST_FOUR_COLUMN_NUMBER &&
      before.chainId === chainId &&
      (number === 0 || number === 1)
    );
  }

  private extendChain(id: string): void {
    const chain = this.chains.at(-1);
    const end = this.residues.length;
    if (chain && chain.id === id && !chain.terminated) chain.end = end;
    else this.chains.push({ id, first: end - 1, end, terminated: false });
  }
}
