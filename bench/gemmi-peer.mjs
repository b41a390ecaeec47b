// gemmi in a process of its own (bench/gemmi-peer.py), where Debian's python3-gemmi and a CCP4 monomer library are.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('gemmi-peer.py', import.meta.url));
const PYTHON = '/usr/bin/python3';

export class GemmiPeer {
  #process;
  #answers;
  version;

  constructor(process) {
    this.#process = process;
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  /** @returns undefined where there is no gemmi, or CLIBD_MON names no library with links and modifications */
  static async start() {
    if (!isThere()) return undefined;
    const options = { stdio: ['pipe', 'pipe', 'inherit'] };
    const peer = new GemmiPeer(spawn(PYTHON, [SCRIPT, process.env.CLIBD_MON], options));
    peer.version = (await peer.ask('version')).version;
    return peer;
  }

  /** What reading and topology take of memory, in a process that does nothing else. */
  static async memory(file) {
    const peer = await GemmiPeer.start();
    try {
      return await peer.ask('memory', file);
    } finally {
      peer.close();
    }
  }

  async ask(what, file) {
    this.#process.stdin.write(`${JSON.stringify({ what, file })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`bench/gemmi-peer.py ended when it was asked for: ${what}`);
    return JSON.parse(value);
  }

  close() {
    this.#process.stdin.end();
  }
}

function isThere() {
  const library = process.env.CLIBD_MON;
  if (!library || !existsSync(join(library, 'list', 'mon_lib_list.cif'))) return false;
  return spawnSync(PYTHON, ['-c', 'import gemmi']).status === 0;
}
