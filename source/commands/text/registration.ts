// A registration in text: what is asked of a person, each step as it ends, what exists, and how it is undone.
import {
	type ConsentNeeded,
	type MadeItem,
	type RegistrationEvent,
	type RegistrationResult,
	stepTitles,
} from '../../entra/registration/events.ts';
import {codeLines} from './code.ts';
import {marks, type Paint} from './paint.ts';
import {indented, pad, wrap} from './width.ts';

type Look = {
	readonly paint: Paint;
	readonly columns: number;
	/** Half blocks can be drawn, and somebody looks at them. */
	readonly pictures?: boolean;
};

const column = 32;

const kinds: Readonly<Record<MadeItem['kind'], string>> = {
	application: 'application',
	'service-principal': 'service principal',
	permission: 'permission',
	certificate: 'certificate',
	secret: 'client secret',
	'key-file': 'certificate and key, on this machine',
};

/** What exists because of Usher, a line each. */
export const madeLines = (made: readonly MadeItem[], {columns}: Look): string[] =>
	made.flatMap(item => {
		const id = item.id === undefined || item.id === item.label ? '' : ` (${item.id})`;
		const unsure = item.unsure === true ? ', perhaps: its answer was not seen' : '';
		return indented(`${kinds[item.kind]} ${item.label}${id}${unsure}`, columns, '    ', '  - ');
	});

const consentLines = (consent: ConsentNeeded, {paint, columns}: Look): string[] => [
	'',
	...wrap(
		'This account may not grant the permissions. A Privileged Role Administrator or Global Administrator can; send them this message. Usher does everything else meanwhile, waits, and goes on by itself.',
		columns,
	),
	'',
	...consent.message.split('\n').map(line => (line === '' ? '' : `  ${paint.dim('|')} ${line}`)),
	'',
];

/** An event as lines for a person; none for what only a progress line shows. */
export const registrationLines = (event: RegistrationEvent, look: Look): string[] => {
	const {paint, columns} = look;
	switch (event.kind) {
		case 'code':
			return codeLines(event, look);
		case 'consent-needed':
			return consentLines(event.consent, look);
		case 'note':
			return indented(event.text, columns, '   ', ` ${paint.warn(marks.warn)} `);
		case 'step': {
			if (event.state === 'doing' || event.state === 'waiting') return [];
			const mark =
				event.state === 'done'
					? paint.good(marks.ok)
					: event.state === 'partly'
						? paint.warn(marks.warn)
						: paint.bad(marks.bad);
			return indented(
				event.fact ?? '',
				columns,
				' '.repeat(column + 3),
				` ${mark} ${pad(stepTitles[event.step], column)}`,
			);
		}
		case 'signed-in':
		case 'made':
		case 'undone':
		case 'proved':
			return [];
	}
};

/** What goes on at the moment, for the progress line. */
export const registrationProgress = (event: RegistrationEvent): string | undefined => {
	if (event.kind === 'code') return 'Waiting until somebody has signed in with the code';
	if (event.kind !== 'step') return undefined;
	if (event.state === 'doing') return stepTitles[event.step];
	if (event.state !== 'waiting') return undefined;
	// The fact comes last: on a narrow terminal it is what may be cut.
	const next = event.seconds === undefined ? '' : ` (next look in ${Math.ceil(event.seconds)} s)`;
	return `${stepTitles[event.step]}${next}: ${event.fact ?? 'waiting'}`;
};

/** The end of a registration. */
export const resultLines = (result: RegistrationResult, undo: string, look: Look): string[] => [
	'',
	look.paint.bold(
		result.unchanged
			? `“${result.name}” was complete already; nothing was changed.`
			: `“${result.name}” works in ${result.tenantName ?? result.tenant}.`,
	),
	...(result.credentialEnds === undefined
		? []
		: [
				`Its ${result.credential === 'secret' ? 'client secret' : 'certificate'} ends on ${result.credentialEnds.slice(0, 10)}; Usher says so 30 days before.`,
			]),
	...(result.made.length === 0 ? [] : ['', 'What exists because of Usher:', ...madeLines(result.made, look)]),
	'',
	...wrap(
		`Undo all of it with \`${undo}\`. Microsoft Graph Command Line Tools, through which the sign-in went, may now be in the list of enterprise applications; it is Microsoft’s own.`,
		look.columns,
	),
];
