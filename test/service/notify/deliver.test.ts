// Notices from a run's end to whoever is told, over real HTTPS.
import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {createHttp} from '../../../source/platform/http/client.ts';
import type {Http} from '../../../source/platform/http/port.ts';
import {createSecrets} from '../../../source/platform/secrets/secrets.ts';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import type {Settings} from '../../../source/platform/settings/settings.ts';
import {openSettings} from '../../../source/platform/settings/store.ts';
import {type DeliverOptions, deliverNotices, type Kept, type ToPrint} from '../../../source/service/notify/deliver.ts';
import type {NoticeInput} from '../../../source/service/notify/notice.ts';
import {failedReport} from '../../helpers/failed-report.ts';
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
	unattended: {mode: 'backing-off', failing: 'sign-in', failures: 1},
	slower: false,
	report: {
		...failedReport,
		error: {code: 'sign-in', message: 'ada@fabrikam.example is not let in.', advice: 'Look.'},
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
	const deliver = (kept: Kept, input = failing, print?: DeliverOptions['print']): Promise<ToPrint> =>
		deliverNotices(input, {
			kept,
			paths,
			settings,
			secrets: createSecrets({paths, settings, environment}),
			environment,
			http: async () => http,
			log: (_level, text) => void said.push(text),
			signal: AbortSignal.timeout(20_000),
			print,
		});
	return {deliver, said, noted: join(paths.stateFolder, 'notices.json')};
};

test.each([
	['generic', (body: string) => JSON.parse(body).title],
	['slack', (body: string) => JSON.parse(body).text],
	['teams', (body: string) => JSON.parse(body).attachments[0].content.body[0].inlines[0].text],
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
	const {deliver, noted, said} = place();
	// No file can take the place of a folder that holds something.
	mkdirSync(join(noted, 'something'), {recursive: true});
	const kept: Kept = {};
	await deliver(kept);
	await deliver(kept);
	expect(bodies).toHaveLength(1);
	expect(said.filter(line => line.startsWith('What was told is not noted'))).toHaveLength(2);
	// After the repeat time it comes again.
	await deliver(kept, {...failing, now: new Date('2026-11-23T08:00:01Z')});
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

test('what is printed is remembered on its own: a receiver that is away makes no mail come twice, and the other way round', async () => {
	const {deliver, said} = place();
	answer = 500;
	const mail = {logged: () => ['A line of the run, 1 of 2.']};
	expect(await deliver({}, failing, mail)).toMatchObject({notices: [{kind: 'failure'}], logged: mail.logged()});
	expect(await deliver({}, failing, mail)).toEqual({notices: [], logged: []});
	expect(bodies).toHaveLength(2);
	// The notice itself is in the mail; what went wrong with sending it is for the log.
	expect(said.filter(line => line.startsWith('The sync fails'))).toEqual([]);
});
