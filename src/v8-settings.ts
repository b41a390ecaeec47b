import { setFlagsFromString } from 'node:v8';

// V8's own settings; docs/performance.md tells what each of them is worth. One that V8 does not know would make it complain.

/**
 * Has V8 compile less, in this process and in threads that start later. A thread or process that minimizes models runs little
 * JavaScript, yet V8 optimizes all of it anew for each of them, which took every tenth second of the processor. It also grows
 * the space for young objects by small steps, and copies them at each; threads now begin with enough.
 */
export function optimizeLate(): void {
  // Bytes of bytecode that a function runs through before V8 looks at it again, 67,584 by default; not in Node.js 22 and later.
  if (Number.parseInt(process.versions.v8) < 12) setFlagsFromString('--interrupt-budget=2000000');
  // MiB; 1 by default.
  setFlagsFromString('--min-semi-space-size=16');
}

/**
 * Has V8 free large buffers by looking at young objects alone, which it does often, and at the whole heap seldom. Messages with
 * sites and gradients lie outside the heap, but count: V8 went through all of it some twenty times a second for what they
 * left behind, which took longer than the messages.
 */
export function collectBuffersEarly(): void {
  // The space for young objects stays as small as it is.
  setFlagsFromString('--semi-space-growth-factor=1');
  // Between two looks the heap may become five times what is in use.
  setFlagsFromString('--heap-growing-percent=400');
}

/** Has V8 collect garbage before it doubles the heap: for what handles very many small things and keeps little of them. */
export function growHeapSlowly(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
