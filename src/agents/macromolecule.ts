import type { MacromoleculeBundle } from '../bundles/bundle.js';
import { decodeBundle } from '../bundles/codec.js';
import type { Restraints, Term } from '../restraints/restraints.js';
import type { Built, RestraintBuilder } from './restraint-builder.js';

/** What a request is about, for whoever makes a target of it. Nothing of it is worked out before it is asked for. */
export interface Macromolecule {
  /** Of its bundle. */
  readonly id: string;
  readonly bundle: MacromoleculeBundle;
  atomCount(): Promise<number>;
  /** The model's own, 3n, Å; undefined where the bundle has restraints alone. */
  sitesCart(): Promise<Float64Array | undefined>;
  /** Those that the bundle holds, or those of its model, built on a thread beside the event loop. */
  restraints(): Promise<Restraints>;
  /** Those that are to be computed; undefined for all. */
  terms(): Promise<readonly Term[] | undefined>;
}

/** A macromolecule whose bundle is at hand, packed. */
export class PackedMacromolecule implements Macromolecule {
  #bundle: MacromoleculeBundle | undefined;
  #built: Promise<Built> | undefined;
  #sites: Promise<Float64Array | undefined> | undefined;

  constructor(
    readonly id: string,
    private readonly bytes: Buffer,
    private readonly builder: RestraintBuilder,
  ) {}

  get bundle(): MacromoleculeBundle {
    this.#bundle ??= decodeBundle(this.bytes, { id: this.id, type: 'macromolecule_data' });
    return this.#bundle;
  }

  async atomCount(): Promise<number> {
    const known = this.bundle.atomCount ?? this.bundle.restraints?.atomCount;
    return known ?? (await this.restraints()).atomCount;
  }

  sitesCart(): Promise<Float64Array | undefined> {
    if (this.#built) return this.#built.then(({ sitesCart }) => sitesCart);
    this.#sites ??= this.builder.sites(this.id, this.bytes);
    return this.#sites;
  }

  async restraints(): Promise<Restraints> {
    this.#built ??= this.builder.build(this.id, this.bytes);
    return (await this.#built).restraints;
  }

  async terms(): Promise<readonly Term[] | undefined> {
    return this.#built ? (await this.#built).terms : this.bundle.terms;
  }

  /** What was built so far. */
  get built(): Promise<Built> | undefined {
    return this.#built;
  }
}
