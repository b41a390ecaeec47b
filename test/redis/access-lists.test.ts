import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedAccess, urlFor, type PASSWORDS } from '../access-lists.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';

type User = keyof typeof PASSWORDS;

const LANES = ['geometry_requests', 'geometry_requests:high', 'geometry_requests:low'];
const INBOX = 'geometry_requests_responses:client_1';
const add = (stream: string) => `XADD ${stream} * request {}`;

const allowed: Record<Exclude<User, 'admin'>, string[]> = {
  'geomin-agent': [
    ...LANES.flatMap((lane) => [
      `XGROUP CREATE ${lane} geometry_agents 0 MKSTREAM`,
      `XREADGROUP GROUP geometry_agents a1 COUNT 1 STREAMS ${lane} >`,
      `XPENDING ${lane} geometry_agents IDLE 5000 - + 10`,
      `XCLAIM ${lane} geometry_agents a1 0 1-0 JUSTID`,
      `XPENDING ${lane} geometry_agents`,
      `XACK ${lane} geometry_agents 1-0`,
      `XTRIM ${lane} MINID 1-0`,
      `XINFO GROUPS ${lane}`,
      `XGROUP DELCONSUMER ${lane} geometry_agents a1`,
      add(`${lane}_dead`),
    ]),
    `XREADGROUP GROUP geometry_agents a1 STREAMS ${LANES.join(' ')} > > >`,
    'XREAD BLOCK 1000 STREAMS geometry_requests_control 0-0',
    `XADD ${INBOX} NOMKSTREAM * response {}`,
    add('geometry_requests_responses'),
    'GETRANGE bundle:b1 0 100',
    'SET bundle:b2 x PX 1000',
    'HSET coordinates:b1 step 1',
    'SET agent:a1 {} EX 30',
    'SET nonce:n 1-0 NX PX 300',
    'GET nonce:n',
    'SADD agents a1',
  ],
  'geomin-client': [
    ...LANES.map(add),
    add('geometry_requests_control'),
    `XREAD BLOCK 1000 STREAMS ${INBOX} 0-0`,
    `XTRIM ${INBOX} MINID 1-0`,
    `EXPIRE ${INBOX} 300`,
    `DEL ${INBOX}`,
    'SET bundle:b1 x PX 1000',
    'GETRANGE bundle:b2 0 100',
    'PEXPIRE bundle:b1 1000',
    'UNLINK bundle:b1',
    // What the documents admit.
    'XADD geometry_requests MAXLEN 0 * request {}',
  ],
  'geomin-old-client': [
    add('geometry_requests'),
    'XGROUP CREATE geometry_requests_responses minimizer_consumer 0 MKSTREAM',
    'XREADGROUP GROUP minimizer_consumer c1 STREAMS geometry_requests_responses >',
    'XACK geometry_requests_responses minimizer_consumer 1-0',
    'SET bundle:b1 x EX 60',
    'GET bundle:b1',
  ],
  'geomin-worker': [
    'EVALSHA 0 2 geomin:jobs:active geomin:jobs:wait',
    'BZPOPMIN geomin:jobs:marker 5',
    'EVAL return(1) 2 lease:job-1 fence',
    'EVAL return(1) 2 lease:job-1 written:job-1',
    'HMGET written:job-1 fence value',
    'ZADD geomin:jobs-abandoned 1 job-1',
    'SET bundle:sites_1 x PX 1000',
    'UNLINK bundle:checkpoint_1',
    'SET agent:worker_1 {} PX 30',
  ],
  'geomin-submitter': [
    'EVALSHA 0 2 geomin:jobs:prioritized geomin:jobs:meta',
    'HGETALL geomin:jobs:job-1',
    'ZADD geomin:jobs-cancelled 1 job-1',
    'DEL written:job-1',
    'SET bundle:model_1 x PX 1000',
    'GETRANGE bundle:sites_1 0 100',
  ],
};

/** What no user of the deployment needs. */
const ADMINISTRATION = [
  'FLUSHALL',
  'FLUSHDB',
  'CONFIG GET requirepass',
  'CONFIG SET dir /tmp',
  'KEYS *',
  'SCAN 0',
  'RANDOMKEY',
  'ACL LIST',
  'ACL SETUSER x on',
  'CLIENT LIST',
  'CLIENT KILL TYPE normal',
  'MONITOR',
  'SHUTDOWN',
  'DEBUG SLEEP 1',
  'SAVE',
  'REPLICAOF 1.2.3.4 6379',
  'MODULE LOAD /tmp/x.so',
  'SCRIPT FLUSH',
  'FUNCTION FLUSH',
  'SUBSCRIBE c',
  'PUBLISH c x',
  'GET others',
  'SET others x',
  'EVAL return(1) 1 others',
];

const refused: Record<Exclude<User, 'admin'>, string[]> = {
  'geomin-agent': [
    add('others'),
    add('geometry_requests_control'),
    add('geometry_requests'),
    `XRANGE ${INBOX} - +`,
    `XREAD STREAMS ${INBOX} 0-0`,
    `XTRIM ${INBOX} MAXLEN 0`,
    `UNLINK ${INBOX}`,
    'XRANGE geometry_requests_responses - +',
    'XRANGE geometry_requests_dead - +',
    'XTRIM geometry_requests_dead MAXLEN 0',
    'UNLINK geometry_requests',
    'XGROUP DESTROY geometry_requests geometry_agents',
    'UNLINK bundle:b1',
  ],
  'geomin-client': [
    'XRANGE geometry_requests - +',
    'XREAD STREAMS geometry_requests 0-0',
    'XREADGROUP GROUP geometry_agents c1 STREAMS geometry_requests >',
    'XGROUP CREATE geometry_requests mine 0',
    'XTRIM geometry_requests MAXLEN 0',
    'XDEL geometry_requests 1-0',
    'UNLINK geometry_requests',
    'XREAD STREAMS geometry_requests_control 0-0',
    add('geometry_requests_responses'),
    add('geometry_requests_responses:other_1'),
    'XREAD STREAMS geometry_requests_responses:other_1 0-0',
    'XREAD STREAMS geometry_requests_responses 0-0',
    add('geometry_requests_dead'),
    'SET agent:a1 {}',
    'GET agent:a1',
    'SET nonce:n x',
    'UNLINK nonce:n',
    'HSET coordinates:b1 step 1',
    'EVAL return(1) 0',
    `EVAL return(1) 1 ${INBOX}`,
  ],
  'geomin-old-client': [
    'XRANGE geometry_requests - +',
    add('geometry_requests:high'),
    add('geometry_requests_responses'),
    `XREAD STREAMS ${INBOX} 0-0`,
    'SET nonce:n x',
    'EVAL return(1) 0',
  ],
  'geomin-worker': [
    add('geometry_requests'),
    `XREAD STREAMS ${INBOX} 0-0`,
    'SORT geomin:jobs:completed',
    'HGETALL bull:other:1',
    'SET nonce:n x',
    'FLUSHALL ASYNC',
  ],
  'geomin-submitter': [
    add('geometry_requests'),
    'SORT geomin:jobs:completed',
    'EVAL return(1) 2 lease:job-1 fence',
    'HSET written:job-1 fence 1 value {}',
    'DEL lease:job-1',
    'UNLINK bundle:sites_1',
    'SET agent:worker_1 {} PX 30',
  ],
};

describeWithRedis('the users of docs/security.md', () => {
  let server: TestRedis;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis({ acl: documentedAccess() });
    admin = new Redis(urlFor(server.url, 'admin'));
  });
  afterAll(() => admin.disconnect());

  const users = Object.keys(allowed) as Exclude<User, 'admin'>[];

  /** What Redis would answer a user. */
  const tryOut = (user: User, command: string) =>
    admin.call('ACL', 'DRYRUN', user, ...command.split(' ')) as Promise<string>;

  test.each(users.flatMap((user) => allowed[user].map((command) => [user, command] as const)))(
    '%s may %s',
    async (user, command) => {
      expect(await tryOut(user, command)).toBe('OK');
    },
  );

  test.each(
    users.flatMap((user) => [...refused[user], ...ADMINISTRATION].map((command) => [user, command] as const)),
  )('%s may not %s', async (user, command) => {
    expect(await tryOut(user, command)).toMatch(/has no permissions/);
  });

  test('nobody gets in without a password, or with a wrong one', async () => {
    const attempt = async (url: string) => {
      const client = new Redis(url, { retryStrategy: null, lazyConnect: true });
      client.on('error', () => undefined);
      const said = await client.ping().catch((error: Error) => error.message);
      client.disconnect();
      return said;
    };
    expect(await attempt(server.url)).toMatch(/NOAUTH|closed/);
    expect(await attempt(server.url.replace('//', '//geomin-client:wrong@'))).toMatch(/WRONGPASS|closed/);
    expect(await attempt(urlFor(server.url, 'geomin-client'))).toBe('PONG');
  });

  test('a script does no more for a user than the user may', async () => {
    const agent = new Redis(urlFor(server.url, 'geomin-agent'));
    const denied = /can't run this command|can't access at least one of the keys/;
    expect(await agent.eval("return redis.call('HSET', KEYS[1], 'step', 1)", 1, 'coordinates:b1')).toBe(1);
    await expect(agent.eval("return redis.call('FLUSHALL')", 0)).rejects.toThrow(denied);
    await expect(agent.eval("return redis.call('GET', 'others')", 0)).rejects.toThrow(denied);
    agent.disconnect();
  });
});

describeWithRedis('the users of a deployment with a prefix', () => {
  test('touch only what begins with it', async () => {
    const server = await startRedis({ acl: documentedAccess('lab:') });
    const client = new Redis(urlFor(server.url, 'geomin-client'));
    await client.xadd('lab:geometry_requests', '*', 'request', '{}');
    await expect(client.xadd('geometry_requests', '*', 'request', '{}')).rejects.toThrow(/NOPERM/);
    client.disconnect();
  });
});
