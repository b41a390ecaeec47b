import type { Term } from '../restraints/restraints.js';
import { restrainedTarget } from './restrained-target.js';
import { TargetAgent, type TargetServiceOptions } from './target-agent.js';

/** Who an agent is, what it reads, and how much it takes on. */
export interface GeometryAgentOptions extends TargetServiceOptions {
  /** Most threads that one evaluation may use; never changes a digit. Default: as many as the machine runs at once. */
  readonly threads?: number;
  /** A specialist's: no others are computed, whatever a macromolecule's bundle asks for. Default: all. */
  readonly terms?: readonly Term[];
}

/**
 * Answers requests for energies and gradients from a stream. Any number of agents share the requests of a group; one that
 * dies loses nothing, as others take over what it had in hand.
 *
 * @example
 * const agent = new GeometryAgent({ transport, agentId: 'one' });
 * await agent.start();
 */
export class GeometryAgent extends TargetAgent {
  constructor({ threads, terms, ...options }: GeometryAgentOptions) {
    const limits = options.resourceLimits;
    super({
      ...options,
      kind: 'geometry_agent',
      makeTarget: (macromolecule) => restrainedTarget(macromolecule, { terms, threads, limits }),
      describe: () => (terms ? { terms } : {}),
    });
  }
}
