import { Piscina } from 'piscina';
import { GeominError } from '../errors.js';
import type { Restraints, Term } from '../restraints/restraints.js';
import type { BuildResult, BuildTask } from './build-worker.js';

// Tests run the sources, but a thread can only load what is compiled.
const worker = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/agents/build-worker.js' : './build-worker.js',
  import.meta.url,
);

/** A macromolecule, ready to be evaluated. */
export interface Built {
  readonly restraints: Restraints;
  /** To be computed; all where absent. */
  readonly terms: readonly Term[] | undefined;
  /** The model's own, 3n, Å; undefined where the bundle has none. */
  readonly sitesCart: Float64Array | undefined;
}

/** Builds restraints on a thread beside the event loop, which starts with the first of them. */
export class RestraintBuilder {
  #pool: Piscina<BuildTask, BuildResult> | undefined;

  /**
   * @param bytes a packed macromolecule bundle
   * @throws GeominError what of the bundle or its model is in the way
   */
  async build(id: string, bytes: Buffer): Promise<Built> {
    const result = await this.#run({ id, bytes, needs: 'restraints' });
    let labels: string[] | undefined;
    const atomLabel = (iSeq: number) => (labels ??= result.labels.split('\n'))[iSeq];
    const { restraints, terms, sitesCart } = result;
    return { restraints: { ...restraints, atomLabel }, terms, sitesCart };
  }

  /**
   * The sites of a bundle's model, 3n, Å; undefined where it has none.
   *
   * @param bytes a packed macromolecule bundle
   * @throws GeominError what of the bundle or its model is in the way
   */
  async sites(id: string, bytes: Buffer): Promise<Float64Array | undefined> {
    return (await this.#run({ id, bytes, needs: 'sites' })).sitesCart;
  }

  async close(): Promise<void> {
    await this.#pool?.destroy();
    this.#pool = undefined;
  }

  async #run<K extends BuildTask['needs']>(task: BuildTask & { readonly needs: K }) {
    this.#pool ??= new Piscina({ filename: worker.href, minThreads: 0, maxThreads: 1, idleTimeout: 60_000 });
    const result = await this.#pool.run(task);
    if (result.kind === 'error')
      throw new GeominError(result.error.code, result.error.message, result.error.remedy);
    return result as Extract<BuildResult, { readonly kind: K }>;
  }
}
