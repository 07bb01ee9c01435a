import {expect, test} from 'vitest';
import {type Http, HttpError, type HttpRequest} from '../../../source/platform/http/port.ts';
import {maskEmails} from '../../../source/service/notify/mask.ts';
import type {Notice} from '../../../source/service/notify/notice.ts';
import {tellProgram} from '../../../source/service/notify/run-command.ts';
import {sendWebhook, webhookBody} from '../../../source/service/notify/webhook.ts';

const notice: Notice = {
	kind: 'failure',
	profile: 'fabrikam',
	at: '2026-11-22T08:00:00.000Z',
	title: 'The sync fails: <b>no</b>',
	text: 'Do & see.',
	requestId: 'id-1',
};
const address = 'https://hooks.example/services/T0/canary-token';

const answering = (answer: number | HttpError) => {
	const seen: HttpRequest[] = [];
	const http: Http = {
		request: request => {
			seen.push(request);
			if (typeof answer !== 'number') return Promise.reject(answer);
			return Promise.resolve({
				status: answer,
				headers: {},
				body: new Uint8Array(),
				text: () => '',
				json: () => undefined,
			});
		},
		close: () => Promise.resolve(),
	};
	return {http, seen};
};

test('each receiver gets the shape that it understands', () => {
	expect(JSON.parse(webhookBody(notice, 'generic'))).toMatchObject({
		source: 'usher',
		kind: 'failure',
		requestId: 'id-1',
	});
	expect(JSON.parse(webhookBody(notice, 'slack')).text).toContain(
		'&lt;b&gt;no&lt;/b&gt;*\nDo &amp; see.\nRequest id id-1',
	);
	const teams = JSON.parse(webhookBody(notice, 'teams'));
	expect(teams.attachments[0].content.body[0].inlines[0].text).toBe(notice.title);
});

test('what a name from a directory looks like is no markup, no link and no call of a whole channel', () => {
	const name =
		'<!channel> [Sign in](https://evil.example) <https://evil.example|Sign in> https://evil.example evil.example #general @here {{DATE(2017-02-14T06:00:00Z)}}';
	const hostile = {...notice, title: `A twin: ${name}`, text: `- ${name}\n- ${name}`};
	const {text, ...message} = JSON.parse(webhookBody(hostile, 'slack'));
	// Where blocks are shown the text is not. A text of a rich text block is no link (Slack, "Rich text block").
	const [block] = message.blocks;
	expect([message.blocks.length, block.type, block.elements.length]).toEqual([1, 'rich_text', 1]);
	const runs: {type: string; text: string}[] = block.elements[0].elements;
	expect(runs.map(run => run.type)).toEqual(['text', 'text', 'text']);
	expect(runs.map(run => run.text).join('')).toBe(
		`${hostile.title}\n${hostile.text}\nRequest id id-1\nUsher, fabrikam`,
	);
	expect(message).toMatchObject({unfurl_links: false, unfurl_media: false});
	expect(text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
	const {body} = JSON.parse(webhookBody(hostile, 'teams')).attachments[0].content;
	// A TextBlock reads Markdown, a RichTextBlock does not (Adaptive Cards, "Text features").
	expect(new Set(body.map((one: {type: string}) => one.type))).toEqual(new Set(['RichTextBlock']));
	const lines = body.map((one: {inlines: {text: string}[]}) => one.inlines.map(run => run.text).join(''));
	expect(lines.slice(0, 3)).toEqual([hostile.title, `- ${name}`, `- ${name}`]);
	expect(lines.join()).not.toContain('\n');
});

test('a notice is posted once, and a refusal is said without the address', async () => {
	const good = answering(200);
	await sendWebhook(good.http, address, notice, 'slack', AbortSignal.timeout(5000));
	expect(good.seen.map(({method, url}) => [method, url])).toEqual([['POST', address]]);

	for (const answer of [404, new HttpError('refused', 'hooks.example', false, `no ${address}`)]) {
		const bad = answering(answer);
		const error = await sendWebhook(bad.http, address, notice, 'generic', AbortSignal.timeout(5000)).catch(one => one);
		expect(error).toMatchObject({code: 'notice-not-sent'});
		expect(`${error.message}${error.advice}${error.stack}`).not.toContain('canary');
	}
	await expect(
		sendWebhook(good.http, 'http://plain.example', notice, 'generic', AbortSignal.timeout(5000)),
	).rejects.toMatchObject({code: 'notice-not-sent'});
});

test('a program reads the notice as JSON, without the secrets of the environment', async () => {
	const script = `let t='';process.stdin.on('data',c=>t+=c).on('end',()=>process.exit(JSON.parse(t).title===${JSON.stringify(notice.title)}&&!process.env.USHER_CLIENT_SECRET&&process.env.USHER_TENANT?0:3))`;
	const environment = {...process.env, USHER_CLIENT_SECRET: 'canary', USHER_TENANT: 'x'};
	await tellProgram([process.execPath, '-e', script], notice, environment);
	await expect(tellProgram([process.execPath, '-e', 'process.exit(4)'], notice, environment)).rejects.toThrow(
		'exit code 4',
	);
	await expect(tellProgram(['/no/such/program'], notice, environment)).rejects.toThrow('could not be run');
});

test('addresses are masked as far as they name somebody', () => {
	expect(maskEmails('invited ada@fabrikam.example and Bob.B+x@a-b.example.')).toBe(
		'invited a***@fabrikam.example and B***@a-b.example.',
	);
	expect(maskEmails('no address @ all')).toBe('no address @ all');
});
