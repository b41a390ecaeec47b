// For NODE_OPTIONS=--import=…: ends a process as soon as it is given a job whose model's name says how it is to end, as a
// fault of the core or a lack of memory would.
const { emit } = process;
process.emit = function (event, message, ...others) {
  // Not by a listener: one this early would take the messages that come before the program's own listens.
  const data = event === 'message' ? message?.job?.data : undefined;
  if (typeof data === 'string') {
    if (data.includes('sigkill.pdb')) process.kill(process.pid, 'SIGKILL');
    if (data.includes('exit.pdb')) process.exit(3);
  }
  return emit.call(this, event, message, ...others);
};
