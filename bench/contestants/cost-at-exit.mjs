// Preloaded into a command: what it used, on the descriptor of its parent's fourth pipe when it ends.
import fs from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cost = { cpuMs: (userCPUTime + systemCPUTime) / 1e3, maxRssBytes: maxRSS * 1024 };
  fs.writeSync(3, JSON.stringify({ ...cost, wallMs: performance.now() }));
});
