import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import {type Http, HttpError} from '../../platform/http/port.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import type {Notice} from './notice.ts';

const emphasis: Readonly<Record<Notice['kind'], string>> = {
	failure: 'attention',
	recovery: 'good',
	refused: 'warning',
	problems: 'warning',
	'credential-ends': 'warning',
};

const lines = (notice: Notice): string =>
	[notice.text, notice.requestId === undefined ? '' : `Request id ${notice.requestId}`].filter(Boolean).join('\n');

/** Slack reads `&`, `<` and `>` as markup (Slack, "Formatting text for app surfaces"). */
const slackText = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * In a text Slack makes links of addresses and of channels' names, so that a name from a directory could be one. In a block
 * of rich text a link is an element of its own, and text is shown as it is (Slack, "Rich text block"). The text beside it is
 * for what shows no blocks: a notification of the system, and other receivers of this shape.
 */
const slackMessage = (notice: Notice): unknown => {
	const runs = [
		{type: 'text', text: notice.title, style: {bold: true}},
		{type: 'text', text: `\n${lines(notice)}\n`},
		{type: 'text', text: `Usher, ${notice.profile}`, style: {italic: true}},
	];
	return {
		text: `*${slackText(notice.title)}*\n${slackText(lines(notice))}\n_Usher, ${notice.profile}_`,
		blocks: [{type: 'rich_text', elements: [{type: 'rich_text_section', elements: runs}]}],
		unfurl_links: false,
		unfurl_media: false,
	};
};

/**
 * Text of an adaptive card, a block a line. A TextBlock would read markup in it (Adaptive Cards, "Text features"), so that a
 * name from a directory could be a link; a run of a RichTextBlock is shown as it is.
 */
const blocks = (text: string, look: Readonly<Record<string, unknown>> = {}): readonly unknown[] =>
	text.split('\n').map(line => ({type: 'RichTextBlock', inlines: [{type: 'TextRun', text: line, ...look}]}));

/** Microsoft Teams takes an adaptive card as an attachment of a message (Teams, "Create incoming webhooks with Workflows"). */
const card = (notice: Notice): unknown => ({
	type: 'message',
	attachments: [
		{
			contentType: 'application/vnd.microsoft.card.adaptive',
			content: {
				$schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
				type: 'AdaptiveCard',
				version: '1.4',
				body: [
					...blocks(notice.title, {weight: 'bolder', color: emphasis[notice.kind]}),
					...blocks(lines(notice)),
					...blocks(`Usher, profile ${notice.profile}, ${notice.at}`, {isSubtle: true}),
				],
			},
		},
	],
});

/** The body of a webhook call, in the shape that its receiver understands. */
export const webhookBody = (notice: Notice, shape: Settings['notify']['shape']): string => {
	switch (shape) {
		case 'slack':
			return JSON.stringify(slackMessage(notice));
		case 'teams':
			return JSON.stringify(card(notice));
		case 'generic':
			return JSON.stringify({source: 'usher', ...notice});
	}
};

const failed = (what: string, cause?: unknown): UsherError =>
	new UsherError({
		code: 'notice-not-sent',
		exitCode: exitCodes.unavailable,
		message: `The notice could not be sent: ${what}.`,
		// The address is a secret; where it comes from is not.
		advice: 'Check the address of the webhook; `usher secret where webhook` says where it comes from.',
		cause,
	});

/**
 * Sends one notice, once; watch goes on whether it arrives or not.
 *
 * @param address of the webhook, https only
 * @throws UsherError `notice-not-sent`, never with the address in it
 */
export const sendWebhook = async (
	http: Http,
	address: string,
	notice: Notice,
	shape: Settings['notify']['shape'],
	signal: AbortSignal,
): Promise<void> => {
	if (!URL.canParse(address) || new URL(address).protocol !== 'https:') throw failed('its address is no https address');
	let status: number;
	try {
		const response = await http.request({
			method: 'POST',
			url: address,
			headers: {'content-type': 'application/json'},
			body: webhookBody(notice, shape),
			timeoutMs: 15_000,
			signal,
		});
		status = response.status;
	} catch (error) {
		throw failed(error instanceof HttpError ? `the connection to ${error.host} failed (${error.kind})` : 'unknown');
	}
	if (status < 200 || status > 299) throw failed(`its receiver answered ${status}`);
};
