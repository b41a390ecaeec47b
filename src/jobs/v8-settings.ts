import { setFlagsFromString } from 'node:v8';

// V8's own settings. One that a later V8 does not know does nothing; bench/jobs.mjs tells what each of them is worth.

/**
 * Has V8 compile less, in this process and in threads that start later. A thread or process that minimizes models runs little
 * JavaScript, yet V8 optimizes all of it anew for each of them, which took every tenth second of the processor. It also grows
 * the space for young objects by small steps, and copies them at each; threads now begin with enough.
 */
export function optimizeLate(): void {
  // Bytes of bytecode that a function runs through before V8 looks at it again: 132 kB by default.
  setFlagsFromString('--interrupt-budget=2000000');
  // MiB; 1 by default.
  setFlagsFromString('--min-semi-space-size=16');
}

/** Has V8 collect garbage before it doubles the heap: for what handles very many small things and keeps little of them. */
export function growHeapSlowly(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
