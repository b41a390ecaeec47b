// The least that a gradient through Redis can cost: the bytes of a real request and of its answer, through the same commands.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { CONNECTION } from './redis-server.mjs';

/** Names in Redis. */
export const FLOOR = {
  lanes: ['floor:high', 'floor', 'floor:low'],
  group: 'echo',
  inbox: 'floor:inbox',
  sites: 'floor:sites',
  gradients: 'floor:gradients',
  answer: 'floor:answer',
  isStored: 'floor:stored',
};

/** Streams are trimmed about as often as geomin's: after so many entries, or a mebibyte. */
export function trimEvery(fields, mostEntries) {
  const bytes = fields.reduce((sum, { length }) => sum + length, 0);
  return Math.max(1, Math.min(mostEntries, Math.ceil(2 ** 20 / bytes)));
}

/** The side that asks; the other one is in bench/roundtrip-peer.mjs. */
export class Floor {
  #commands;
  #blocking;
  #last = '0-0';
  #count = 0;
  #request;
  #sites;

  constructor(url) {
    this.#commands = new Redis(url, CONNECTION);
    this.#blocking = this.#commands.duplicate();
  }

  /**
   * @param request fields of a real request, and `answer` those of its answer, each [name, value, …]
   * @param sites the packed bundle where sites and gradients are stored, undefined where they are in the messages
   */
  async prepare(request, answer, sites) {
    this.#request = request;
    this.#sites = sites;
    const commands = this.#commands;
    await commands.del(FLOOR.answer);
    await commands.rpush(FLOOR.answer, ...answer);
    await commands.set(FLOOR.isStored, sites ? '1' : '0');
    await commands.xadd(FLOOR.inbox, '*', 'there', 'is one').then((id) => (this.#last = id));
    await commands.xadd(FLOOR.lanes[1], '*', 'prepare', 'it');
    await sleep(100);
  }

  async roundTrip() {
    const commands = this.#commands;
    const answer = this.#blocking.callBuffer(
      ...['xread', 'COUNT', 100, 'BLOCK', 20_000, 'STREAMS', FLOOR.inbox, this.#last],
    );
    if (this.#sites) await commands.set(FLOOR.sites, this.#sites, 'PX', 3_600_000);
    void commands.callBuffer('xadd', FLOOR.lanes[1], '*', ...this.#request);
    const [[, entries]] = await answer;
    this.#last = entries.at(-1)[0];
    if (++this.#count % trimEvery(entries[0][1], 64) === 0)
      void commands.callBuffer('xtrim', FLOOR.inbox, 'MINID', this.#last);
    if (!this.#sites) return;
    await commands.getrangeBuffer(FLOOR.gradients, 0, 2 ** 29);
    await Promise.all([commands.unlink(FLOOR.sites), commands.unlink(FLOOR.gradients)]);
  }

  close() {
    this.#commands.disconnect();
    this.#blocking.disconnect();
  }
}
