// Page and delta tokens: opaque to clients, sealed, and dated so that they can die.
import {createHmac} from 'node:crypto';
import type {GraphContext} from './context.ts';
import {badRequest, GraphRefusal} from './refusal.ts';

const seal = (context: GraphContext, text: string): string =>
	createHmac('sha256', context.key).update(text).digest('base64url').slice(0, 16);

/** Seals what the next request has to know. */
export const writeToken = (context: GraphContext, value: object): string => {
	const text = Buffer.from(JSON.stringify({...value, at: context.clock()})).toString('base64url');
	return `${text}${seal(context, text)}`;
};

/** What a token holds. @throws GraphRefusal for one that was built or changed by somebody else. */
export const openToken = <T extends object>(context: GraphContext, token: string): T & {readonly at: number} => {
	const text = token.slice(0, -16);
	if (token.length <= 16 || seal(context, text) !== token.slice(-16)) {
		throw badRequest('The specified page token value is not valid.');
	}
	return JSON.parse(Buffer.from(text, 'base64url').toString()) as T & {at: number};
};

/** The same for a page token, which lives shorter. @throws GraphRefusal Directory_ExpiredPageToken */
export const openPageToken = <T extends object>(context: GraphContext, token: string): T => {
	const opened = openToken<T>(context, token);
	if (opened.at < context.dead.pagesBefore || context.clock() - opened.at > context.knobs.pageTokenMs) {
		throw new GraphRefusal(
			400,
			'Directory_ExpiredPageToken',
			'The specified page token value has expired and can no longer be included in your request.',
		);
	}
	return opened;
};
