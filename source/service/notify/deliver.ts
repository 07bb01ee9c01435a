// Notices on their way: what is to be told, to whom, and a memory on disk of what was told.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsherError} from '../../core/errors.ts';
import {writeWhole} from '../../platform/disk/write.ts';
import type {Environment} from '../../platform/environment.ts';
import type {Http} from '../../platform/http/port.ts';
import type {Secrets} from '../../platform/secrets/secrets.ts';
import type {Paths} from '../../platform/settings/paths.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import {maskEmails} from './mask.ts';
import {type NoticeInput, type NoticeMemory, noticesAfter} from './notice.ts';
import {tellProgram} from './run-command.ts';
import {sendWebhook} from './webhook.ts';

/** A memory that cannot be read only means that something is told once more. */
const readMemory = (path: string): NoticeMemory => {
	try {
		const {told} = JSON.parse(readFileSync(path, 'utf8')) as {told?: unknown};
		const entries = Object.entries(typeof told === 'object' && told !== null ? told : {});
		return {told: Object.fromEntries(entries.filter(([, at]) => typeof at === 'string'))} as NoticeMemory;
	} catch {
		return {told: {}};
	}
};

/** What was told, as long as the process lives: on a full disk the file stays as it was. */
export type Kept = {memory?: NoticeMemory};

export type DeliverOptions = {
	readonly kept: Kept;
	readonly paths: Pick<Paths, 'stateFolder'>;
	readonly settings: Settings;
	readonly secrets: Secrets;
	readonly environment: Environment;
	/** Made when a webhook is called. */
	readonly http: () => Promise<Http>;
	readonly log: (level: 'info' | 'warn', text: string) => void;
	readonly signal: AbortSignal;
};

/**
 * Tells a person what a run's end gives reason to; a receiver that cannot be reached is logged and tried at the next reason.
 *
 * @throws UsherError `disk-…` when it was told and cannot be noted for the next start; `secret-…`
 */
export const deliverNotices = async (input: NoticeInput, options: DeliverOptions): Promise<void> => {
	const {settings, secrets, log} = options;
	const path = join(options.paths.stateFolder, 'notices.json');
	const {notices, memory} = noticesAfter(input, options.kept.memory ?? readMemory(path));
	const mask = settings.logs.maskEmails === 'yes' ? maskEmails : (text: string) => text;
	const webhook = secrets.where('webhook').from === undefined ? undefined : await secrets.read('webhook');
	const {command} = settings.notify;
	let failed = false;
	const attempt = async (send: Promise<void>): Promise<void> => {
		try {
			await send;
		} catch (error) {
			failed = true;
			log('warn', error instanceof UsherError ? `${error.message} ${error.advice}` : 'A notice could not be sent.');
		}
	};
	for (const draft of notices) {
		const notice = {...draft, title: mask(draft.title), text: mask(draft.text)};
		log(notice.kind === 'recovery' ? 'info' : 'warn', `${notice.title}. ${notice.text}`);
		if (webhook !== undefined) {
			await attempt(sendWebhook(await options.http(), webhook, notice, settings.notify.shape, options.signal));
		}
		if (command !== undefined) await attempt(tellProgram(command, notice, options.environment));
	}
	// What nobody heard is told again after the next run.
	if (failed) return;
	options.kept.memory = memory;
	writeWhole(path, `${JSON.stringify(memory)}\n`);
};
