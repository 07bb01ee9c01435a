// Usher's lines in a crontab: found, put there, and taken out, with every other byte left as it is.
import {createHash} from 'node:crypto';
import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';

/** What the lines belong to: a profile, and its folder, since another USHER_HOME may hold one of the same name. */
export type BlockOwner = {readonly profile: string; readonly folder: string};

/** What stands between the markers. */
export type Block = {
	/** The line that cron runs, without its line end; '' when there is none. */
	readonly line: string;
	/** When it was written; undefined when that cannot be read any more. */
	readonly written: Date | undefined;
	/** Somebody has changed what is between the markers since. */
	readonly changed: boolean;
	/** The same profile is there more than once. */
	readonly repeated: boolean;
};

/** A crontab may hold any bytes: one character is one byte here. */
const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const fromBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const asBytes = (text: string): string => fromBytes(Buffer.from(text, 'utf8'));
const asText = (text: string): string => toBytes(text).toString('utf8');

const beginsWith = ({profile, folder}: BlockOwner): string => asBytes(`# usher ${profile}: begin (${folder})`);
/** Said in the marker, because the line end that was put before it goes with it. */
const afterBroken = ', after a line without an end';
const endMarker = ({profile}: BlockOwner): RegExp => new RegExp(`^# usher ${profile}: end ?([0-9a-f]*)[ \t]*$`);
const writtenLine = (date: Date): string =>
	`# Written ${date.toISOString().slice(0, 16)}Z by usher service install --cron; usher service uninstall takes it out.`;

const checksum = (body: string): string => createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 8);

type Place = {
	/** Of the first marker's first byte, and of the byte after the last marker's line end. */
	readonly from: number;
	readonly to: number;
	readonly broken: boolean;
	readonly body: string;
	readonly sum: string;
};

const damaged = ({profile}: BlockOwner): UsherError =>
	new UsherError({
		code: 'crontab-damaged',
		exitCode: exitCodes.unexpected,
		message: `The crontab has the first comment of profile ${profile}, but not the last, so where Usher's lines end cannot be told.`,
		advice: `Nothing was changed. Take Usher's lines out with crontab -e, from the comment that begins with "# usher ${profile}: begin", then run this again.`,
	});

const placesOf = (text: string, owner: BlockOwner): readonly Place[] => {
	const begin = beginsWith(owner);
	const end = endMarker(owner);
	const places: Place[] = [];
	let open: {readonly from: number; readonly body: number; readonly broken: boolean} | undefined;
	for (let at = 0; at < text.length; ) {
		const newline = text.indexOf('\n', at);
		const next = newline < 0 ? text.length : newline + 1;
		const line = text.slice(at, newline < 0 ? text.length : newline);
		const isBegin = line === begin || line === begin + afterBroken;
		if (isBegin && open !== undefined) throw damaged(owner);
		if (isBegin) open = {from: at, body: next, broken: line !== begin};
		const ended = open === undefined ? null : end.exec(line);
		if (open !== undefined && ended !== null) {
			places.push({...open, to: next, body: text.slice(open.body, at), sum: ended[1] ?? ''});
			open = undefined;
		}
		at = next;
	}
	if (open !== undefined) throw damaged(owner);
	return places;
};

/** The lines of a profile in a crontab; undefined when it has none. @throws UsherError `crontab-damaged` */
export const blockIn = (crontab: Uint8Array, owner: BlockOwner): Block | undefined => {
	const places = placesOf(fromBytes(crontab), owner);
	const [place] = places;
	if (place === undefined) return undefined;
	const lines = asText(place.body).split('\n');
	const [, written] = /^# Written (\S+) by usher /m.exec(place.body) ?? [];
	const date = new Date(written ?? Number.NaN);
	return {
		line: lines.find(line => line.trim() !== '' && !line.startsWith('#')) ?? '',
		written: Number.isNaN(date.getTime()) ? undefined : date,
		changed: checksum(place.body) !== place.sum,
		repeated: places.length > 1,
	};
};

/** Cuts a place out, from the last to the first, so that the earlier ones stay where they are. */
const without = (text: string, place: Place): string => {
	const before = text.slice(0, place.from);
	const after = text.slice(place.to);
	// The line end before the marker is ours, unless something has come after it since.
	return (place.broken && after === '' ? before.replace(/\n$/, '') : before) + after;
};

/** The crontab without the lines of a profile. @throws UsherError `crontab-damaged` */
export const takeBlock = (crontab: Uint8Array, owner: BlockOwner): Uint8Array => {
	const text = fromBytes(crontab);
	return toBytes(placesOf(text, owner).toReversed().reduce(without, text));
};

/**
 * The crontab with this line for a profile: in the place of the one that it has, else at the end, where what the crontab
 * sets (MAILTO, PATH) holds for it.
 *
 * @throws UsherError `crontab-damaged`
 */
export const putBlock = (crontab: Uint8Array, owner: BlockOwner, line: string, now: Date): Uint8Array => {
	const whole = fromBytes(crontab);
	const [first, ...others] = placesOf(whole, owner);
	const text = others.toReversed().reduce(without, whole);
	const broken = first === undefined ? text !== '' && !text.endsWith('\n') : first.broken;
	const body = asBytes(`${writtenLine(now)}\n${line}\n`);
	const block = `${beginsWith(owner)}${broken ? afterBroken : ''}\n${body}# usher ${owner.profile}: end ${checksum(body)}\n`;
	if (first !== undefined) return toBytes(text.slice(0, first.from) + block + text.slice(first.to));
	return toBytes(`${text}${broken ? '\n' : ''}${block}`);
};
