import type {Problem} from '../../core/changes.ts';
import {count, number} from '../../core/words.ts';
import type {Room} from './changes.ts';
import {marks} from './paint.ts';
import {indented} from './width.ts';

const few = 10;

const section = (
	heading: string,
	problems: readonly Problem[],
	mark: string,
	{columns, all, paint}: Room,
	keyOf: ((problem: Problem) => string) | undefined,
): string[] => {
	if (problems.length === 0) return [];
	const shown = all ? problems : problems.slice(0, few);
	const rest = problems.length - shown.length;
	return [
		paint.bold(heading),
		...shown.flatMap(problem => {
			const key = keyOf?.(problem);
			const start = key === undefined ? `  ${mark} ` : `  ${mark} ${key}  `;
			return indented(problem.message, columns, ' '.repeat(start.length), start);
		}),
		...(rest > 0 ? [paint.dim(`    and ${number(rest)} more; --all lists every one`)] : []),
	];
};

/** Problems as a person reads them: first those that need one, then what is only worth knowing. */
export const problemLines = (
	problems: readonly Problem[],
	room: Room,
	keyOf?: (problem: Problem) => string,
): string[] => {
	const needing = problems.filter(problem => problem.severity === 'needs-person');
	const known = problems.filter(problem => problem.severity !== 'needs-person');
	const first = section(
		`${count(needing.length, 'problem needs', 'problems need')} a person`,
		needing,
		marks.warn,
		room,
		keyOf,
	);
	const second = section(`Good to know`, known, marks.hold, room, keyOf);
	return first.length > 0 && second.length > 0 ? [...first, '', ...second] : [...first, ...second];
};
