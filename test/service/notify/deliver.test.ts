// Notices from a run's end to whoever is told, over real HTTPS.
import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {UsherError} from '../../../source/core/errors.ts';
import {firstWatchState} from '../../../source/core/watch/schedule.ts';
import {createHttp} from '../../../source/platform/http/client.ts';
import type {Http} from '../../../source/platform/http/port.ts';
import {createSecrets} from '../../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import type {Settings} from '../../../source/platform/settings/settings.ts';
import {openSettings} from '../../../source/platform/settings/store.ts';
import {deliverNotices, type Kept} from '../../../source/service/notify/deliver.ts';
import type {NoticeInput} from '../../../source/service/notify/notice.ts';
import {testFolder} from '../../helpers/folder.ts';
import {startHttps, type TestServer} from '../../helpers/https-server.ts';

let server: TestServer;
let http: Http;
let bodies: string[] = [];
let answer = 200;

beforeAll(async () => {
	server = await startHttps(['localhost']);
	http = createHttp({ca: [server.ca], environment: {}, userAgent: 'usher/test'});
	server.handle = (request, response) => {
		let body = '';
		request.on('data', chunk => {
			body += String(chunk);
		});
		request.on('end', () => {
			bodies.push(body);
			response.writeHead(answer).end();
		});
	};
});
beforeEach(() => {
	bodies = [];
	answer = 200;
});
afterAll(async () => {
	await http.close();
	await server.close();
});

const failing: NoticeInput = {
	profile: 'fabrikam',
	usher: 'usher',
	before: firstWatchState,
	after: {mode: 'steady', failing: 'sign-in', failures: 1},
	report: {
		run: 'r',
		outcome: 'failed',
		exitCode: 11,
		refusals: [],
		applied: {},
		problems: [],
		error: {code: 'sign-in', message: 'ada@fabrikam.example is not let in.', advice: 'Look.'},
		requests: {graph: 0, bitwarden: 0},
		durationMs: 1,
	},
	acknowledged: new Set(),
	now: new Date('2026-11-22T08:00:00Z'),
	repeatHours: 24,
};

const place = (more: Readonly<Record<string, string>> = {}) => {
	const environment = {USHER_HOME: testFolder(), USHER_WEBHOOK: `${server.url}/hooks/canary-token`, ...more};
	const paths = pathsOf({environment, profile: 'fabrikam'});
	const settings: Settings = openSettings({paths, environment}).settings;
	const said: string[] = [];
	const deliver = (kept: Kept, input = failing): Promise<void> =>
		deliverNotices(input, {
			kept,
			paths,
			settings,
			secrets: createSecrets({paths, settings, environment}),
			environment,
			http: async () => http,
			log: (_level, text) => void said.push(text),
			signal: AbortSignal.timeout(20_000),
		});
	return {deliver, said, noted: join(paths.stateFolder, 'notices.json')};
};

test.each([
	['generic', (body: string) => JSON.parse(body).title],
	['slack', (body: string) => JSON.parse(body).text],
	['teams', (body: string) => JSON.parse(body).attachments[0].content.body[0].text],
] as const)('%s: a failure arrives once, and after a new start it is not told again', async (shape, titleOf) => {
	const {deliver, said, noted} = place({USHER_NOTIFY_SHAPE: shape});
	const kept: Kept = {};
	await deliver(kept);
	await deliver(kept);
	await deliver({});
	expect(bodies.map(titleOf)).toEqual([expect.stringContaining('ada@fabrikam.example is not let in.')]);
	expect(said.join()).not.toContain('canary');
	expect(readFileSync(noted, 'utf8')).not.toContain('canary');
});

test('a disk that takes nothing makes no notice come at each run', async () => {
	const {deliver, noted} = place();
	// No file can take the place of a folder that holds something.
	mkdirSync(join(noted, 'something'), {recursive: true});
	const kept: Kept = {};
	await expect(deliver(kept)).rejects.toThrow(UsherError);
	await expect(deliver(kept)).rejects.toThrow(UsherError);
	expect(bodies).toHaveLength(1);
	// After the repeat time it comes again.
	await deliver(kept, {...failing, now: new Date('2026-11-23T08:00:01Z')}).catch(() => {});
	expect(bodies).toHaveLength(2);
});

test('what its receiver did not take is told again after the next run', async () => {
	const {deliver, said} = place();
	const kept: Kept = {};
	answer = 500;
	await deliver(kept);
	answer = 204;
	await deliver(kept);
	await deliver(kept);
	expect(bodies).toHaveLength(2);
	expect(said.join()).toContain('answered 500');
	expect(said.join()).not.toContain('canary');
});

test('addresses are masked on their way out when the settings ask for it', async () => {
	const {deliver, said} = place({USHER_MASK_EMAILS: 'yes'});
	await deliver({});
	expect(`${bodies.join()}${said.join()}`).toContain('a***@fabrikam.example');
	expect(`${bodies.join()}${said.join()}`).not.toContain('ada@');
});
