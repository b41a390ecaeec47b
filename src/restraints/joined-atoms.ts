import type { NamedModel } from './named-model.js';
import type { AtomPair, ResidueLink } from './residue-link.js';

/** Which atoms of two residues are joined already, and which must not be. Alternate locations don't matter. */
export class JoinedAtoms {
  private readonly joined = new Set<string>();
  private readonly refused = new Map<string, boolean>();

  constructor(private readonly named: NamedModel) {}

  add(pair: AtomPair): void {
    this.joined.add(this.key(pair));
  }

  addLink({ first, second, conformers }: ResidueLink): void {
    for (const { link } of conformers) {
      for (const { atoms } of link.bonds) {
        const [a, b] = atoms.map(({ side, name }) => endKey(side === 1 ? first : second, name));
        this.joined.add(pairKey(a, b));
      }
    }
  }

  has(pair: AtomPair): boolean {
    return this.joined.has(this.key(pair));
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

  private key(pair: AtomPair): string {
    const { model, atomNames } = this.named;
    const [a, b] = pair.map((iSeq) =>
      endKey(model.atoms.residue[iSeq], atomNames[iSeq] || model.atoms.name[iSeq]),
    );
    return pairKey(a, b);
  }
}

const endKey = (residue: number, name: string): string => `${residue} ${name}`;
const pairKey = (a: string, b: string): string => (a < b ? `${a} - ${b}` : `${b} - ${a}`);
