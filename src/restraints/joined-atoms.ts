import type { NamedModel } from './named-model.js';
import type { AtomPair, ResidueLink } from './residue-link.js';

/** Names of two atoms, that of the residue with the lower index first. */
type NamePair = readonly [string, string];

/** Which atoms of two residues are joined already, and which must not be. Alternate locations don't matter. */
export class JoinedAtoms {
  /** By the two residues: a model has as many links as residues. */
  private readonly joined = new Map<number, NamePair[]>();
  private readonly refused = new Map<string, boolean>();

  constructor(private readonly named: NamedModel) {}

  add([i, j]: AtomPair): void {
    const { residue } = this.named.model.atoms;
    this.join(residue[i], this.nameOf(i), residue[j], this.nameOf(j));
  }

  addLink({ first, second, conformers }: ResidueLink): void {
    for (const { link } of conformers) {
      for (const { atoms } of link.bonds) {
        const [a, b] = atoms;
        this.join(a.side === 1 ? first : second, a.name, b.side === 1 ? first : second, b.name);
      }
    }
  }

  has([i, j]: AtomPair): boolean {
    const { residue } = this.named.model.atoms;
    const [a, b] = inOrder(residue[i], this.nameOf(i), residue[j], this.nameOf(j));
    const known = this.joined.get(this.residueKey(residue[i], residue[j]));
    return known?.some(([first, second]) => first === a && second === b) ?? false;
  }

  /** From now on, these atoms are not to be linked. */
  refuse(pair: AtomPair): void {
    this.refused.set(this.key(pair), false);
  }

  get refusesAny(): boolean {
    return this.refused.size > 0;
  }

  /** Whether these atoms are not to be linked; that this was asked is remembered. */
  isRefused(pair: AtomPair): boolean {
    if (this.refused.size === 0) return false;
    const key = this.key(pair);
    const refused = this.refused.has(key);
    if (refused) this.refused.set(key, true);
    return refused;
  }

  /** Whether a link between these atoms was refused that would have been made. */
  hasRefused(pair: AtomPair): boolean {
    return this.refused.get(this.key(pair)) ?? false;
  }

  private join(first: number, firstName: string, second: number, secondName: string): void {
    const key = this.residueKey(first, second);
    const names = inOrder(first, firstName, second, secondName);
    const known = this.joined.get(key);
    if (known) known.push(names);
    else this.joined.set(key, [names]);
  }

  private residueKey(first: number, second: number): number {
    return Math.min(first, second) * this.named.model.residues.length + Math.max(first, second);
  }

  private nameOf(iSeq: number): string {
    return this.named.atomNames[iSeq] || this.named.model.atoms.name[iSeq];
  }

  private key(pair: AtomPair): string {
    const { residue } = this.named.model.atoms;
    return pair
      .map((iSeq) => `${residue[iSeq]} ${this.nameOf(iSeq)}`)
      .sort()
      .join(' - ');
  }
}

function inOrder(first: number, firstName: string, second: number, secondName: string): NamePair {
  const swapped = first > second || (first === second && firstName > secondName);
  return swapped ? [secondName, firstName] : [firstName, secondName];
}
