// The dashboard's first row. Pure.

import {credentialWarningDays, daysUntil, endWords} from '../../core/days-left.ts';
import {starterWords} from '../../core/told.ts';
import {credentialEnd} from '../../entra/credential-end.ts';
import type {Settings} from '../../platform/settings/settings.ts';
import {defaultProfile} from '../../profile/profile-flag.ts';
import {type Span, spansWidth} from '../parts/line.tsx';
import type {SessionState} from '../session/state.ts';
import {clock, countdown} from '../text/numbers.ts';
import type {Glyphs} from '../theme.ts';
import {outcomeKind, outcomeWord, phaseWords} from '../words.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Which tenant goes to which organisation: by name, with the tenant's id where there is room, and the id alone where
 * nobody has told the name.
 * @param cells that there are for it
 */
export const aboutSpans = (
	profile: string,
	settings: Settings,
	tenantName: string | undefined,
	glyphs: Glyphs,
	cells: number,
): Span[] => {
	const {tenant} = settings.entra;
	const name = settings.entra.tenantName ?? tenantName;
	const organisation = settings.bitwarden.organisationName ?? settings.bitwarden.url.replace(/^https?:\/\//, '');
	const spans = (shownTenant: Span[]): Span[] => [
		...(profile === defaultProfile ? [] : [{text: `${profile}  `, tone: 'accent' as const}]),
		...shownTenant,
		{text: ` ${glyphs.arrow} `, tone: 'quiet'},
		{text: organisation},
	];
	const id = tenant === undefined || tenant === name ? '' : tenant;
	const whole = spans([
		{text: name ?? tenant ?? 'no tenant yet'},
		...(name === undefined || id === '' ? [] : [{text: ` (${id})`, tone: 'quiet' as const}]),
	]);
	if (spansWidth(whole) <= cells) return whole;
	// An id is known by its beginning.
	const short = name ?? (guid.test(id) ? `${id.slice(0, 8)}${glyphs.ellipsis}` : (tenant ?? 'no tenant yet'));
	return spans([{text: short}]);
};

/** The process among `A dashboard of root (process 1234, since 14:02)`. */
const processIn = (holder: string | undefined): string => {
	const found = /process \d+/.exec(holder ?? '')?.[0];
	return found === undefined ? '' : `, ${found}`;
};

const runningSpans = (state: SessionState): Span[] => {
	const {run} = state;
	if (run === undefined) return [];
	if (run.stopping) return [{text: 'stopping', tone: 'warn'}];
	const who = run.watched ? `, by ${starterWords[run.by]}${processIn(state.lockedBy)}` : '';
	return [{text: phaseWords[run.phase] + who, tone: run.phase === 'approval' ? 'warn' : 'accent'}];
};

/** A credential that is about to end, from 30 days before on. */
export const endingSpans = (settings: Settings, now: Date): Span[] => {
	const end = credentialEnd(settings.entra);
	if (end === undefined || daysUntil(end.ends, now) > credentialWarningDays) return [];
	const what = settings.entra.credential === 'certificate' ? 'certificate' : 'client secret';
	return [{text: `  ${what} ${endWords(end.ends, now)}`, tone: 'warn'}];
};

/** What goes on, how the last run ended, and when the next one comes; `still` counts nothing down. */
export const stateSpans = (state: SessionState, glyphs: Glyphs, roomy: boolean, still = false): Span[] => {
	const gap = roomy ? '     ' : '  ';
	const parts: Span[][] = [];
	if (state.run !== undefined) parts.push(runningSpans(state));
	else if (state.lockedBy !== undefined) parts.push([{text: 'another run goes on', tone: 'warn'}]);
	if (state.last !== undefined && (roomy || state.run === undefined)) {
		const {outcome} = state.last.report;
		const kind = outcomeKind[outcome];
		const glyph = kind === 'good' ? glyphs.done : kind === 'warn' ? glyphs.warning : glyphs.failed;
		parts.push([
			{text: `last ${clock(new Date(state.last.endedAt))} `, tone: 'quiet'},
			{text: `${glyph} ${outcomeWord(state.last.report)}`, tone: kind},
		]);
	}
	if (state.automatic.on && state.automatic.nextAt !== undefined && state.run === undefined) {
		const at = clock(new Date(state.automatic.nextAt));
		const left = countdown(state.automatic.nextAt - state.now);
		const text = still ? `next ${at}` : roomy ? `next ${at}, in ${left}` : `next in ${left}`;
		parts.push([{text, tone: 'accent'}]);
	} else if (!state.automatic.on && state.run === undefined && roomy) {
		parts.push([{text: 'automatic off', tone: 'quiet'}]);
	}
	return parts.flatMap((part, index) => (index === 0 ? part : [{text: gap}, ...part]));
};
