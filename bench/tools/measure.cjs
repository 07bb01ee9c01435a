// Loaded into a measured program before anything else: writes at its end what it used.
const {readFileSync, writeFileSync} = require('node:fs');

process.on('exit', () => {
	const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage();
	// The kernel's high-water mark of this program alone; maxRSS can still be that of the process which started it.
	let peak = maxRSS * 1024;
	try {
		peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
	} catch {}
	const cpu = (userCPUTime + systemCPUTime) / 1000;
	writeFileSync(process.env.BENCH_USED, JSON.stringify({cpu, peak}));
});
