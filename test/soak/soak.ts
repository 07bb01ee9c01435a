// npm run soak: what the short tests cannot show. Not part of npm test. `--short` is a twentieth of each part.
import {parseArgs} from 'node:util';
import {soakCompose, whyNoCompose} from './compose.ts';
import {soakDay} from './day.ts';
import {soakDisk} from './disk.ts';
import {soakKills} from './kills.ts';
import {soakKubernetes} from './kubernetes/kubernetes.ts';
import {whyNoCluster} from './kubernetes/tools.ts';
import {whyNoMachine} from './machine.ts';
import {hostileTests, soakProperties} from './properties.ts';
import {growth, soakSignals} from './signals.ts';
import {soakSystemd} from './systemd.ts';

const short = process.argv.includes('--short');
const {values} = parseArgs({
	options: {
		short: {type: 'boolean', default: false},
		properties: {type: 'string', default: short ? '1' : '20'},
		hostile: {type: 'string', default: short ? '1' : '4'},
		kills: {type: 'string', default: short ? '24' : '300'},
		hours: {type: 'string', default: short ? '4' : '24'},
		timeouts: {type: 'string', default: short ? '1' : '12'},
		signals: {type: 'string', default: short ? '10' : '200'},
		disks: {type: 'string', default: short ? '3' : '60'},
		systemd: {type: 'string', default: 'yes'},
		compose: {type: 'string', default: 'yes'},
		kubernetes: {type: 'string', default: 'yes'},
		lanes: {type: 'string', default: '4'},
		seed: {type: 'string', default: String(Date.now() % 100_000)},
	},
});
const [properties, hostile, kills, signals, disks, hours, timeouts, lanes, seed] = [
	values.properties,
	values.hostile,
	values.kills,
	values.signals,
	values.disks,
	values.hours,
	values.timeouts,
	values.lanes,
	values.seed,
].map(Number) as [number, number, number, number, number, number, number, number, number];
const log = (text: string): void => console.log(`  ${text}`);
const minutes = (): string => `${(performance.now() / 60_000).toFixed(1)} min`;
const begin = (what: string): void => console.log(`[${minutes()}] ${what}`);
let failed = false;

if (properties > 0) {
	begin(`The properties of the core, ${properties} times as often, seed ${seed}`);
	if (!(await soakProperties({factor: properties, seed}))) failed = true;
}
if (hostile > 0) {
	begin(`Hostile answers and fields, ${hostile} times as often, seed ${seed}`);
	if (!(await soakProperties({factor: hostile, seed, only: hostileTests()}))) failed = true;
}
if (hours > 0) {
	begin(`${hours} simulated hours of watch, seed ${seed}`);
	const day = await soakDay({hours, seed, timeouts, log});
	console.log(JSON.stringify(day, undefined, 2));
	const leaks = day.heapMb[1] > day.heapMb[0] + 40 || day.handles[1] > day.handles[0] + 3;
	if (leaks) console.log('Something leaks.');
	failed ||= leaks || day.wrong.length > 0 || day.unhandled.length > 0;
}
if (signals > 0) {
	begin(`${signals} syncs of the built program's watch, woken by signals, seed ${seed}`);
	const report = await soakSignals({syncs: signals, seed, retrySeconds: 5, timeouts, log});
	const grown = growth(report.samples);
	console.log(JSON.stringify({...report, samples: report.samples.length, grown}, undefined, 2));
	const leaks = grown.residentMb > 15 || grown.handles > 3;
	if (leaks) console.log('Something leaks.');
	failed ||= leaks || report.wrong.length > 0 || report.exitCode !== 0;
}
const onVaultwarden = Math.floor(kills / 3);
for (const [server, share] of [
	['official', kills - onVaultwarden],
	['vaultwarden', onVaultwarden],
] as const) {
	if (share <= 0) continue;
	begin(`${share} kills on the ${server} server, seed ${seed}`);
	const report = await soakKills({kills: share, seed, lanes, server, log});
	console.log(JSON.stringify(report, undefined, 2));
	failed ||= report.wrong.length > 0;
}
if (disks > 0) {
	begin(`${disks} times a full disk, and one that is read-only, seed ${seed}`);
	const report = await soakDisk({turns: disks, seed, log});
	console.log(JSON.stringify(report, undefined, 2));
	if (report.why !== undefined) console.log(`  not tried: ${report.why}`);
	failed ||= report.wrong.length > 0;
}
if (values.systemd === 'yes') {
	begin('A service under a running systemd');
	const why = whyNoMachine();
	if (why !== undefined) console.log(`  not tried: ${why}`);
	else {
		const report = await soakSystemd({log});
		for (const one of report.wrong) console.log(one);
		failed ||= report.wrong.length > 0;
	}
}
if (values.compose === 'yes') {
	begin('The printed Compose file with Docker');
	const why = whyNoCompose();
	if (why !== undefined) console.log(`  not tried: ${why}`);
	else {
		const report = await soakCompose({log});
		for (const one of report.wrong) console.log(one);
		failed ||= report.wrong.length > 0;
	}
}
if (values.kubernetes === 'yes') {
	begin('The printed CronJob in a Kubernetes');
	const why = whyNoCluster();
	if (why !== undefined) console.log(`  not tried: ${why}`);
	else {
		const report = await soakKubernetes({log});
		for (const one of report.wrong) console.log(one);
		if (report.noNode !== undefined) console.log(`  no pod was run: ${report.noNode}`);
		failed ||= report.wrong.length > 0;
	}
}
begin(failed ? 'Not well.' : 'All well.');
process.exitCode = failed ? 1 : 0;
