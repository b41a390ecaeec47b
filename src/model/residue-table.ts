import type { Chain, Residue } from './model.js';

/** A residue whose atoms are still being gathered. */
export type GrowingResidue = Omit<Residue, 'iSeqs'> & { iSeqs: number[] };
type GrowingChain = { -readonly [Key in keyof Chain]: Chain[Key] };

const LARGEST_FOUR_COLUMN_NUMBER = 9999;
/** Room for the codes of insertion code and name beside a residue number in an exact integer. */
const INSERTION_CODES = 2 ** 8;
const NAMES = 2 ** 22;
/** Numbers from this on would have no room beside the codes. PDB's largest, in hybrid-36, is 2,436,111. */
export const RESIDUE_NUMBER_LIMIT = 2 ** 23;

/** Gathers the residues and chains of a model while its atoms are read. */
export class ResidueTable {
  readonly residues: GrowingResidue[] = [];
  readonly chains: GrowingChain[] = [];
  /** Residue indices by number, insertion code and name, for each section, chain and segment. */
  private readonly scopes = new Map<string, Map<number, number>>();
  private readonly nameCodes = new Map<string, number>();
  private readonly insertionCodes = new Map([['', 0]]);
  private scope = new Map<number, number>();
  private latest?: GrowingResidue;
  /** Grows where residue numbers begin anew, so that what follows are other residues than those before. */
  private section = 0;

  /** The index of a residue, which is added if it is new. Its atoms need not stand together in the file. */
  indexOf(residue: GrowingResidue): number {
    this.enterScope(residue);
    this.latest = residue;
    const key = this.keyOf(residue);
    let index = this.scope.get(key);
    if (index === undefined) {
      index = this.residues.push(residue) - 1;
      this.scope.set(key, index);
      this.extendChain(residue.chainId);
    }
    return index;
  }

  /** A TER record. Behind one, chains without an id begin anew; chains with an id may go on, as their waters do. */
  terminateChain(): void {
    const chain = this.chains.at(-1);
    if (!chain) return;
    chain.terminated = true;
    if (chain.id === '') this.beginSection();
  }

  private enterScope({ chainId, segmentId, number, label }: GrowingResidue): void {
    const { latest } = this;
    const asymId = label?.asymId;
    const sameChain =
      latest?.chainId === chainId && latest.segmentId === segmentId && latest.label?.asymId === asymId;
    // Large models without hybrid-36 count 9998, 9999, 0, 1, … within a chain.
    const wrapped =
      sameChain && latest.number === LARGEST_FOUR_COLUMN_NUMBER && (number === 0 || number === 1);
    if (wrapped) this.beginSection();
    if (sameChain && !wrapped) return;
    const key = JSON.stringify([this.section, chainId, segmentId, asymId]);
    const known = this.scopes.get(key);
    this.scope = known ?? new Map<number, number>();
    if (!known) this.scopes.set(key, this.scope);
  }

  private beginSection(): void {
    this.section++;
    this.latest = undefined;
  }

  private keyOf({ name, number, insertionCode }: GrowingResidue): number {
    const insertion = codeOf(insertionCode, this.insertionCodes);
    return (number * INSERTION_CODES + insertion) * NAMES + codeOf(name, this.nameCodes);
  }

  private extendChain(id: string): void {
    const chain = this.chains.at(-1);
    const end = this.residues.length;
    if (chain && chain.id === id && !chain.terminated) chain.end = end;
    else this.chains.push({ id, first: end - 1, end, terminated: false });
  }
}

function codeOf(text: string, codes: Map<string, number>): number {
  let code = codes.get(text);
  if (code === undefined) {
    code = codes.size;
    codes.set(text, code);
  }
  return code;
}
