// The built watch, left alone among hostile services, with a hostile receiver of its notices: what it logs, what it lets
// be measured, and that it goes on.
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import type {ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import {type AddressInfo, createServer as createPort} from 'node:net';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, onTestFinished, test} from 'vitest';
import {createAuthority} from '../helpers/authority.ts';
import {openPlace, startUsher} from '../helpers/usher.ts';
import {evil, makeEvil} from './evil-services.ts';
import {rawIn} from './raw.ts';

/** A line of the Prometheus text format, with nothing but words in its labels (Prometheus, "Exposition formats"). */
const metricLine = /^(?:# (?:HELP|TYPE) usher_\w+ [ -~]+|usher_\w+(?:\{(?:\w+="[\w .:/+-]*",?)+\})? [\d.e+-]+|)$/;
const notMetrics = (text: string): string[] => text.split('\n').filter(line => !metricLine.test(line));

/** Small on the wire, and more than any answer when it is unpacked. */
const bomb = gzipSync(Buffer.alloc(80 * 1_048_576), {level: 1});
/** What the log has to say of each, in the order in which they are given; the last is good. */
const answers: readonly (readonly [says: string, answer: (response: ServerResponse) => unknown])[] = [
	['its receiver answered 307', response => response.writeHead(307, {location: '/elsewhere'}).end(evil)],
	[
		'its receiver answered 500',
		response => response.writeHead(500, {'content-type': 'text/html; charset="'}).end(evil),
	],
	['(bad-reply)', ({socket}) => socket?.end(`HTTP/1.1 200 \u001b[2J\r\n\u001b]0;owned\u0007: x\r\n\r\n${evil}`)],
	['(too-large)', response => response.writeHead(200, {'content-encoding': 'gzip'}).end(bomb)],
	['', response => response.writeHead(200, {'set-cookie': 'a=\u0085'}).end(evil)],
];

test.each(['text', 'json'])('the log of watch as %s, its metrics, and what its webhook answers', async format => {
	const authority = await createAuthority();
	const heard: string[] = [];
	const receiver = createServer(await authority.issue(['localhost']), (request, response) => {
		heard.push(request.url ?? '');
		request.resume().on('end', () => answers[Math.min(heard.length, answers.length) - 1]?.[1](response));
	}).listen(0, '127.0.0.1');
	const free = createPort().listen(0, '127.0.0.1');
	await Promise.all([once(receiver, 'listening'), once(free, 'listening')]);
	const health = (free.address() as AddressInfo).port;
	free.close();
	onTestFinished(() => {
		receiver.closeAllConnections();
		receiver.close();
	});

	const place = await openPlace({users: 20, groups: 4, oddities: false});
	const {company} = place.practice;
	for (const name of ['Twin One', 'Twin Two']) company.hire({name: `${name}${evil}`, mail: 'twin@halden.example'});
	company.hire({name: 'Bad Address', mail: `bad${evil}@halden.example`});
	const ca = place.environment.USHER_CA_FILE ?? '';
	writeFileSync(ca, `${readFileSync(ca, 'utf8')}\n${authority.ca}`);
	const {asked} = makeEvil(place.practice);
	const metrics = join(place.home, 'usher.prom');
	const watching = startUsher(['watch', '--log-format', format, '--log-level', 'debug'], {
		...place.environment,
		USHER_WEBHOOK: `https://localhost:${(receiver.address() as AddressInfo).port}/hooks/canary`,
		USHER_HEALTH_PORT: String(health),
		USHER_METRICS_FILE: metrics,
	});
	onTestFinished(() => void watching.child.kill());
	// Nobody has allowed a first run: what nobody heard is told again after the next run.
	for (let before = 0; before < answers.length; before = heard.length) {
		await expect.poll(() => heard.length, {message: 'another notice', timeout: 20_000}).toBeGreaterThan(before);
		if (heard.length < answers.length) watching.child.kill('SIGHUP');
	}
	const shown = await (await fetch(`http://127.0.0.1:${health}/metrics`)).text();
	const file = readFileSync(metrics, 'utf8');
	watching.child.kill('SIGTERM');
	const {code, stdout, stderr} = await watching.ended;
	expect([code, stdout]).toEqual([0, '']);
	const log =
		format === 'json'
			? stderr
					.trim()
					.split('\n')
					.map(line => JSON.parse(line) as unknown)
			: stderr;
	expect(rawIn([stderr, log])).toBeUndefined();
	expect(stderr).not.toMatch(/^2026-01-01T00:00:00\.000Z/m);
	for (const [says] of answers) expect(stderr).toContain(says);
	for (const word of ['canary', 'elsewhere', 'owned'])
		expect(heard.length === answers.length && stderr).not.toContain(word);
	expect(new Set(heard)).toEqual(new Set(['/hooks/canary']));
	for (const text of [shown, file]) {
		expect(notMetrics(text)).toEqual([]);
		expect(text).toMatch(/^usher_runs_total\{.*profile="default".*\} \d+$/m);
	}
	expect([...asked].join()).toContain('/v1.0/users');
	expect([...place.practice.bitwarden.store.members.values()].length).toBeLessThan(5);
});
