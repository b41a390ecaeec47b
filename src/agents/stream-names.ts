/** Streams of a deployment, full names. */
export interface StreamNames {
  /** Priority lanes, the highest first. The middle one is where programs of the old form write. */
  readonly lanes: readonly [high: string, normal: string, low: string];
  /** Where answers go whose request names no stream of its own. */
  readonly responses: string;
  /** What every agent reads: cancellations. */
  readonly control: string;
}

export const DEFAULT_REQUEST_STREAM = 'geometry_requests';
export const DEFAULT_GROUP = 'geometry_agents';

/** @param requestStream without the prefix */
export function streamNames(prefix: string, requestStream: string = DEFAULT_REQUEST_STREAM): StreamNames {
  const requests = `${prefix}${requestStream}`;
  return {
    lanes: [`${requests}:high`, requests, `${requests}:low`],
    responses: `${requests}_responses`,
    control: `${requests}_control`,
  };
}

/** The lane of a priority: 2 and more is high, 0 and 1 normal, less is low. */
export function laneOf(priority: number, { lanes }: StreamNames): string {
  if (priority >= 2) return lanes[0];
  return priority >= 0 ? lanes[1] : lanes[2];
}

/** Whether answers may be sent there: agents write to nothing but streams of answers. */
export function isReplyStream(stream: string, { responses }: StreamNames): boolean {
  return stream === responses || stream.startsWith(`${responses}:`);
}
