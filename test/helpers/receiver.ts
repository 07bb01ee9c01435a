import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {startHttps} from './https-server.ts';
import type {Place} from './usher.ts';

export type Told = {readonly kind: string; readonly title: string; readonly text: string; readonly profile: string};
export type Receiver = {
	/** The notices so far, in the generic shape. */
	readonly told: Told[];
	/** What is answered from now on. */
	answer: number;
	/** Variables that make Usher tell it. */
	readonly environment: Readonly<Record<string, string>>;
};

/** A receiver of webhooks over real HTTPS; the place trusts its certificate from now on. */
export const startReceiver = async (place: Pick<Place, 'home'>): Promise<Receiver> => {
	const server = await startHttps();
	onTestFinished(() => server.close());
	appendFileSync(join(place.home, 'ca.pem'), `\n${server.ca}`);
	const told: Told[] = [];
	const receiver: Receiver = {told, answer: 204, environment: {USHER_WEBHOOK: `${server.url}/hooks/canary`}};
	server.handle = (request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (text: string) => {
			body += text;
		});
		request.on('end', () => {
			told.push(JSON.parse(body) as Told);
			response.writeHead(receiver.answer).end();
		});
	};
	return receiver;
};
