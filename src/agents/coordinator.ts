import { GeominError } from '../errors.js';
import { SumTarget } from '../geometry/sum-target.js';
import { silentLogger } from './logger.js';
import { Specialist, type Patience, type SpecialistOptions } from './specialist.js';
import { DEFAULT_REQUEST_STREAM } from './stream-names.js';
import { TargetAgent, type TargetServiceOptions } from './target-agent.js';

/** Whom a coordinator asks, and how patiently. */
export interface CoordinatorOptions extends TargetServiceOptions, Patience {
  /** In the order in which they are summed. */
  readonly specialists: readonly SpecialistOptions[];
}

/**
 * Answers requests with the weighted sum of what specialists say, all of which it asks at once. One that does not answer
 * fails the request by its name, unless the request has `allow_partial`; one that never answers is not asked for a while.
 *
 * @example
 * const coordinator = new Coordinator({
 *   transport,
 *   specialists: [
 *     { name: 'bonded', requestStream: 'bonded_requests' },
 *     { name: 'nonbonded', requestStream: 'nonbonded_requests' },
 *   ],
 * });
 * await coordinator.start();
 */
export class Coordinator extends TargetAgent {
  /** @throws GeominError `ARGUMENT` where there are no specialists, or one reads the coordinator's own requests */
  constructor({ specialists, ...options }: CoordinatorOptions) {
    requireOthers(specialists, options.requestStream);
    const asked = specialists.map((specialist) => new Specialist(specialist, options));
    const logger = options.logger ?? silentLogger;
    const onMissing = (specialist: string, err: unknown) =>
      logger.warn({ specialist, err }, 'a specialist is missing in a sum');
    super({
      ...options,
      kind: 'coordinator',
      makeTarget: async (macromolecule) => {
        const parts = asked.map(async (specialist) => {
          const { name, weight } = specialist;
          return { name, weight, target: await specialist.targetOf(macromolecule) };
        });
        return new SumTarget(await Promise.all(parts), { onMissing });
      },
      describe: () => ({ specialists: asked.map(({ state }) => state) }),
      close: async () => {
        await Promise.all(asked.map((specialist) => specialist.close()));
      },
    });
  }
}

function requireOthers(
  specialists: readonly SpecialistOptions[],
  ownStream: string = DEFAULT_REQUEST_STREAM,
): void {
  if (specialists.length === 0) throw new GeominError('ARGUMENT', 'a coordinator needs specialists');
  const itself = specialists.find(({ requestStream }) => requestStream === ownStream);
  if (itself === undefined) return;
  const fault = `${itself.name} reads ${ownStream}, which the coordinator itself answers`;
  throw new GeominError('ARGUMENT', fault, 'Give them streams of their own.');
}
