import { pino } from 'pino';
import { expect, test } from 'vitest';
import { hidePasswords, openLog } from '../../src/agents/log.js';
import { silentLogger, type Logger } from '../../src/agents/logger.js';

function capture() {
  const lines: string[] = [];
  return { out: { write: (line: string) => lines.push(line) }, lines };
}

test('one JSON object a line, from the level on', () => {
  const { out, lines } = capture();
  const log = openLog('info', out);
  log.debug({}, 'not this');
  log.info({ atoms: 660 }, 'computed');
  expect(lines).toHaveLength(1);
  expect(lines[0].endsWith('\n')).toBe(true);
  expect(JSON.parse(lines[0])).toMatchObject({ level: 30, atoms: 660, msg: 'computed' });
  expect(Date.parse(JSON.parse(lines[0]).time)).toBeGreaterThan(Date.now() - 60_000);
});

test.each([
  ['redis://agent:secret@host:6379/0', 'redis://agent:***@host:6379/0'],
  ['rediss://:secret@host', 'rediss://:***@host'],
  ['at redis://u:s:e/c@r@et@host, again', 'at redis://u:***@host, again'],
  ['{"url":"redis://u:sec\\"ret\\\\@host","other":"a@b"}', '{"url":"redis://u:***@host","other":"a@b"}'],
  ['redis://host:6379', 'redis://host:6379'],
  ['redis://host:6379 and me@host', 'redis://host:6379 and me@host'],
])('passwords are hidden: %s', (text, hidden) => {
  expect(hidePasswords(text)).toBe(hidden);
});

test('neither messages, errors nor settings give a password away', () => {
  const { out, lines } = capture();
  const log = openLog('info', out);
  log.error({ err: new Error('no way to redis://u:sesame@host') }, 'lost redis://u:sesame@host');
  log.info({ password: 'sesame', redis: { password: 'sesame', host: 'h' } }, 'connected');
  expect(lines.join('')).not.toContain('sesame');
  expect(lines[0]).toContain('no way to redis://u:***@host');
  expect(lines[1]).toContain('"host":"h"');
});

test('a pino logger of the user will do, and silence too', () => {
  const { out, lines } = capture();
  const logger: Logger = pino({}, out);
  logger.child({ agent_id: 'a2' }).info({}, 'hello');
  expect(JSON.parse(lines[0])).toMatchObject({ agent_id: 'a2', msg: 'hello' });
  silentLogger.child({ agent_id: 'a2' }).error({}, 'nobody hears');
});
