import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryAgent, type GeometryAgentOptions } from '../../src/agents/geometry-agent.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Model } from '../../src/model/model.js';
import type { Entry } from '../../src/transport/entry.js';
import type { Transport } from '../../src/transport/transport.js';

/** Agents that are stopped together. */
export class Agents {
  readonly #agents: GeometryAgent[] = [];

  constructor(private readonly transport: Transport) {}

  async start(options: Partial<GeometryAgentOptions> = {}): Promise<GeometryAgent> {
    const agent = new GeometryAgent({ transport: this.transport, claimAfter: 0.3, ...options });
    this.#agents.push(agent);
    await agent.start();
    return agent;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.stop()));
  }
}

/** Stores a model as clients do; gives the bundle's id. */
export function storeModel(transport: Transport, model: Model): Promise<string> {
  return transport.bundles.put(macromoleculeBundle(model));
}

/** What the local target says of a model's sites. */
export function evaluateHere(model: Model, sitesCart = model.sitesCart) {
  const target = new GeometryTarget(buildRestraints(model));
  const gradients = new Float64Array(sitesCart.length);
  const { energy, terms } = target.evaluateSync(sitesCart, gradients);
  target.close();
  return { energy, terms, gradients };
}

/** What comes on the stream of answers that everybody may read. */
export class OldResponses {
  readonly #entries: Entry[] = [];
  #wake: () => void = () => undefined;

  static async follow(transport: Transport, stream = `${transport.prefix}geometry_requests_responses`) {
    const responses = new OldResponses();
    await transport.follow(stream, (entry) => {
      responses.#entries.push(entry);
      responses.#wake();
    });
    return responses;
  }

  /** The response to a request, as JSON; waits for it. */
  async to(requestId: string): Promise<Record<string, unknown>> {
    for (;;) {
      for (const { fields } of this.#entries) {
        const json = JSON.parse(fields.get('response')!.toString()) as Record<string, unknown>;
        if (json.request_id === requestId) return json;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  get count(): number {
    return this.#entries.length;
  }
}

/** A request in exactly the form of the Python system. */
export function oldRequest(requestId: string, macromoleculeBundleId: string, others: object = {}) {
  const request = {
    request_id: requestId,
    macromolecule_bundle_id: macromoleculeBundleId,
    calculation_type: 'gradients_and_energy',
    priority: 1,
    timeout_seconds: 300,
    retry_count: 0,
    max_retries: 3,
    refresh_restraints: false,
    created_at: '2025-07-01 12:00:00.000000',
    ...others,
  };
  return {
    request: JSON.stringify(request),
    timestamp: String(Date.now() / 1000),
    source: 'geometry_minimizer',
  };
}
