// Loaded before a program (`node --import`): tells on standard error how much memory it took at most, in KiB.
process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`));
