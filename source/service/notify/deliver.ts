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
import {type Notice, type NoticeInput, type NoticeMemory, newLinesAmong, noticesAfter} from './notice.ts';
import {tellProgram} from './run-command.ts';
import {sendWebhook} from './webhook.ts';

/** What was told by webhook and program, and what was printed for a mail: who reads the one may not read the other. */
export type Memories = {readonly told: NoticeMemory['told']; readonly printed: NoticeMemory['told']};

const timesOf = (value: unknown): NoticeMemory['told'] => {
	const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
	return Object.fromEntries(entries.filter(([, at]) => typeof at === 'string')) as NoticeMemory['told'];
};

/** A memory that cannot be read only means that something is told once more. */
const readMemories = (path: string): Memories => {
	try {
		const {told, printed} = JSON.parse(readFileSync(path, 'utf8')) as {told?: unknown; printed?: unknown};
		return {told: timesOf(told), printed: timesOf(printed)};
	} catch {
		return {told: {}, printed: {}};
	}
};

/** What was told and could not be noted, as long as the process lives: on a full disk the file stays as it was. */
export type Kept = {memory?: Memories};

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
	/** Only what is new is printed: lines that were logged on the way are asked for when everything else is done. */
	readonly print?: {readonly logged: () => readonly string[]} | undefined;
};

/** What a mail should hold: nothing that it held a short time ago. */
export type ToPrint = {readonly notices: readonly Notice[]; readonly logged: readonly string[]};

/**
 * Tells a person what a run's end gives reason to; a receiver that cannot be reached is logged and tried at the next
 * reason, and so is a memory that cannot be written.
 *
 * @returns what is new to whoever reads what is printed; everything, unless `print` says that only that is wanted
 */
export const deliverNotices = async (input: NoticeInput, options: DeliverOptions): Promise<ToPrint> => {
	const {settings, log} = options;
	const path = join(options.paths.stateFolder, 'notices.json');
	const memories = options.kept.memory ?? readMemories(path);
	const mask = settings.logs.maskEmails === 'yes' ? maskEmails : (text: string) => text;
	const masked = (notice: Notice): Notice => ({...notice, title: mask(notice.title), text: mask(notice.text)});

	const {notices, memory} = noticesAfter(input, {told: memories.told});
	const heard = await sendAll(notices.map(masked), options);
	// What nobody heard is told again after the next run.
	const told = heard ? memory.told : memories.told;

	const printing = noticesAfter(input, {told: memories.printed});
	const logged = newLinesAmong(options.print?.logged() ?? [], input, printing.memory);
	const printed = options.print === undefined ? memories.printed : logged.memory.told;
	try {
		writeWhole(path, `${JSON.stringify({told, printed})}\n`);
		delete options.kept.memory;
	} catch (error) {
		if (!(error instanceof UsherError)) throw error;
		options.kept.memory = {told, printed};
		log('warn', `What was told is not noted: ${error.message} ${error.advice}`);
	}
	return {notices: printing.notices.map(masked), logged: logged.lines};
};

/** A title that ends like a sentence. */
export const sentence = (title: string): string => (/[.!?]$/.test(title) ? title : `${title}.`);

/** Sends each notice to everyone who is to have it; gives whether all of them have it. */
const sendAll = async (notices: readonly Notice[], options: DeliverOptions): Promise<boolean> => {
	const {settings, secrets, log, signal} = options;
	let heard = true;
	const attempt = async (send: () => Promise<void>): Promise<void> => {
		try {
			await send();
		} catch (error) {
			heard = false;
			if (error instanceof UsherError) log('warn', `${error.message} ${error.advice}`);
			else log('warn', 'A notice could not be sent.');
		}
	};
	for (const notice of notices) {
		// What is printed anyway need not be logged beside it.
		if (options.print === undefined)
			log(notice.kind === 'recovery' ? 'info' : 'warn', `${sentence(notice.title)} ${notice.text}`);
		await attempt(async () => {
			if (secrets.where('webhook').from === undefined) return;
			const address = await secrets.read('webhook');
			await sendWebhook(await options.http(), address, notice, settings.notify.shape, signal);
		});
		const {command} = settings.notify;
		if (command !== undefined) await attempt(() => tellProgram(command, notice, options.environment));
	}
	return heard;
};
