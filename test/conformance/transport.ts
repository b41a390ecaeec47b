import { describe } from 'vitest';
import { Fixture, type MakeDeployment } from './deployment.js';
import { describeClosing } from './closing.js';
import { describeDeadLetters } from './dead-letters.js';
import { describeGroups } from './groups.js';
import { describeRedelivery } from './redelivery.js';
import { describeRegistry } from './registry.js';
import { describeStreams } from './streams.js';
import { describeSubscriptions } from './subscriptions.js';

/** What every transport promises. */
export function describeTransport(name: string, makeDeployment: MakeDeployment): void {
  describe(name, () => {
    const fixture = new Fixture(makeDeployment);
    describeStreams(fixture);
    describeGroups(fixture);
    describeRedelivery(fixture);
    describeDeadLetters(fixture);
    describeSubscriptions(fixture);
    describeRegistry(fixture);
    describeClosing(fixture);
  });
}
