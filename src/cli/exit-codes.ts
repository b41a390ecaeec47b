/** What the exit status of the command says. */
export const EXIT = {
  ok: 0,
  /** The model, a file or the machine is in the way; nothing was written. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Stopped by Ctrl-C; the best coordinates so far were written. */
  interrupted: 130,
} as const;
