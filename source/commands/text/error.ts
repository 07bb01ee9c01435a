import type {Paint} from './paint.ts';
import {wrap} from './width.ts';

type Failure = {
	readonly code: string;
	readonly message: string;
	readonly advice: string;
	readonly requestId?: string | undefined;
	readonly raw?: string | undefined;
};

/** An error as a person reads it: what is so, what to do, and what a server's support asks for. */
export const errorLines = (
	error: Failure,
	{paint, columns}: {readonly paint: Paint; readonly columns: number},
): string[] => {
	const [first = '', ...rest] = wrap(error.message, columns);
	const lines = [paint.bold(first), ...rest.map(line => paint.bold(line))];
	if (error.advice !== '') lines.push(...wrap(error.advice, columns));
	if (error.raw) lines.push(...wrap(`The server said: ${error.raw}`, columns).map(line => paint.dim(line)));
	if (error.requestId) lines.push(paint.dim(`Request id ${error.requestId}`));
	return lines.map(line => paint.links(line));
};
