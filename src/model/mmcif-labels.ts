import { isWater } from './element.js';
import type { Chain, Model, Residue, ResidueLabel } from './model.js';

/** A kind of molecule. */
export interface Entity {
  readonly id: string;
  readonly type: 'polymer' | 'non-polymer' | 'water';
  /** Names of its residues by their places, from 1, if it is a polymer; several at a place are microheterogeneity. */
  readonly sequence: readonly { readonly place: number; readonly name: string }[];
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Gives residues the ids that mmCIF asks for beside those of the authors, as the wwPDB does: a `label_asym_id` for each
 * polymer, each other residue, and the waters of a chain. Models alike get the same.
 */
export class MmcifLabels {
  readonly entities: Entity[] = [];
  /** Entity of each `label_asym_id`. */
  readonly asyms = new Map<string, Entity>();
  private readonly entitiesByKey = new Map<string, Entity>();
  private readonly asymIdsByKey = new Map<string, string>();

  /** A label for each residue of a model. */
  labelsOf(model: Model): ResidueLabel[] {
    const labels: ResidueLabel[] = [];
    model.chains.forEach((chain, run) => {
      for (const part of partsOf(model, chain)) this.labelPart(model, part, run, labels);
    });
    return labels;
  }

  private labelPart(
    model: Model,
    { first, end, polymerEnd }: Part,
    run: number,
    labels: ResidueLabel[],
  ): void {
    const residues = model.residues.slice(first, end);
    const sequence = sequenceOf(residues.slice(0, polymerEnd - first));
    residues.forEach(({ name }, i) => {
      const place = sequence[i]?.place;
      const entity = isWater(name)
        ? this.entity('water', name, [])
        : place === undefined
          ? this.entity('non-polymer', name, [])
          : this.entity('polymer', sequence.map((step) => `${step.place} ${step.name}`).join(), sequence);
      const own = entity.type === 'non-polymer' ? first + i : first;
      const asymId = this.asymId(JSON.stringify([run, own, entity.id]), entity);
      labels[first + i] = { asymId, entityId: entity.id, ...(entity.type === 'polymer' && { seqId: place }) };
    });
  }

  private entity(type: Entity['type'], what: string, sequence: Entity['sequence']): Entity {
    const key = `${type} ${what}`;
    const known = this.entitiesByKey.get(key);
    if (known) return known;
    const entity = { id: String(this.entities.length + 1), type, sequence };
    this.entities.push(entity);
    this.entitiesByKey.set(key, entity);
    return entity;
  }

  private asymId(key: string, entity: Entity): string {
    const known = this.asymIdsByKey.get(key);
    if (known !== undefined) return known;
    const id = letters(this.asyms.size);
    this.asyms.set(id, entity);
    this.asymIdsByKey.set(key, id);
    return id;
  }
}

/** A stretch of a chain run of one segment: residues `first <= i < polymerEnd` of a polymer, and others behind them. */
interface Part {
  readonly first: number;
  readonly end: number;
  readonly polymerEnd: number;
}

function partsOf(model: Model, { first, end, terminated }: Chain): Part[] {
  const parts: Part[] = [];
  let start = first;
  for (let i = first + 1; i <= end; i++) {
    if (i < end && model.residues[i].segmentId === model.residues[start].segmentId) continue;
    parts.push({ first: start, end: i, polymerEnd: terminated ? i : polymerEnd(model, start, i) });
    start = i;
  }
  return parts;
}

/** Without a TER record a polymer ends with the last ATOM record that is of no water; one residue is none. */
function polymerEnd({ residues, atoms }: Model, first: number, end: number): number {
  const inPolymer = ({ name, iSeqs }: Residue): boolean => !isWater(name) && atoms.hetero[iSeqs[0]] === 0;
  let last = end - 1;
  while (last >= first && !inPolymer(residues[last])) last--;
  return last > first ? last + 1 : first;
}

/** Residues of a polymer with their places; waters among them, as after a TER that closes them, have none. */
function sequenceOf(residues: readonly Residue[]): { place: number; name: string }[] {
  let place = 0;
  const steps: { place: number; name: string }[] = [];
  residues.forEach((residue, i) => {
    const before = residues[i - 1] as Residue | undefined;
    const isSamePlace = before?.number === residue.number && before.insertionCode === residue.insertionCode;
    if (!isSamePlace) place++;
    steps.push({ place, name: residue.name });
  });
  return steps;
}

/** A, B, … Z, AA, BA, … as the wwPDB counts. */
function letters(index: number): string {
  let id = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / LETTERS.length) - 1) {
    id += LETTERS[rest % LETTERS.length];
  }
  return id;
}
