import type { SingleBar } from 'cli-progress';

/** What a person sees while a minimization runs. */
export interface Progress {
  start(label: string, maxIterations: number): void;
  update(iteration: number, energy: number, rmsGradient: number): void;
  stop(): void;
}

/**
 * A bar on a terminal, a line now and then in a pipe, nothing where it is to be quiet.
 *
 * @param several whether others are shown at the same time, which bars would overwrite
 */
export async function makeProgress(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  several = false,
): Promise<Progress> {
  if (quiet) return { start: () => {}, update: () => {}, stop: () => {} };
  return stream.isTTY && !several ? new BarProgress(await makeBar(stream)) : new LineProgress(stream);
}

/** The package is loaded for those who see the bar. */
async function makeBar(stream: NodeJS.WriteStream): Promise<SingleBar> {
  const { SingleBar } = await import('cli-progress');
  return new SingleBar({
    stream,
    format: '{label} [{bar}] {value}/{total}  energy {energy}  rms gradient {rms}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  });
}

class BarProgress implements Progress {
  readonly #bar: SingleBar;

  constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  start(label: string, maxIterations: number): void {
    this.#bar.start(maxIterations, 0, { label, energy: '', rms: '' });
  }

  update(iteration: number, energy: number, rmsGradient: number): void {
    this.#bar.update(iteration, { energy: formatEnergy(energy), rms: formatRms(rmsGradient) });
  }

  stop(): void {
    this.#bar.stop();
  }
}

/** One line at the start and at every tenth of the way. */
class LineProgress implements Progress {
  #label = '';
  #interval = 1;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  start(label: string, maxIterations: number): void {
    this.#label = label;
    this.#interval = Math.max(1, Math.ceil(maxIterations / 10));
  }

  update(iteration: number, energy: number, rmsGradient: number): void {
    if (iteration % this.#interval !== 0) return;
    const figures = `energy ${formatEnergy(energy)}  rms gradient ${formatRms(rmsGradient)}`;
    this.stream.write(`${this.#label}  iteration ${iteration}  ${figures}\n`);
  }

  stop(): void {}
}

function formatEnergy(energy: number): string {
  return energy.toFixed(2);
}

function formatRms(rmsGradient: number): string {
  return rmsGradient.toPrecision(3);
}
