// Closing while requests are on their way, as Ctrl+C does: every request ends by its own error, and none by nobody's.
import {expect, test} from 'vitest';
import {createHttp} from '../../../source/platform/http/client.ts';
import {HttpError} from '../../../source/platform/http/port.ts';
import {startConnectProxy} from '../../helpers/connect-proxy.ts';
import {startHttps} from '../../helpers/https-server.ts';
import {until} from '../../helpers/until.ts';
import {watchProcess} from '../../helpers/watch-process.ts';

type Stage = 'connecting' | 'waiting' | 'answering' | 'aborting';
const ways = [
	['HTTP/2', true, false],
	['HTTP/1.1', false, false],
	['HTTP/2 through a proxy', true, true],
	['HTTP/1.1 through a proxy', false, true],
] as const;
const stages: readonly Stage[] = ['connecting', 'waiting', 'answering', 'aborting'];

test.each(ways.flatMap(way => stages.map(stage => [...way, stage] as const)))(
	'%s (%s, %s): closed while %s',
	async (_name, http2, proxied, stage) => {
		const server = await startHttps(['localhost']);
		const proxy = proxied ? await startConnectProxy() : undefined;
		const watched = watchProcess();
		let arrived = 0;
		server.handle = (_request, response) => {
			arrived++;
			if (stage === 'answering') {
				response.writeHead(200, {'content-type': 'application/json'});
				response.write('{"half":');
			}
		};
		try {
			const http = createHttp({
				ca: [server.ca],
				environment: proxy === undefined ? {} : {HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`},
				userAgent: 'usher/test',
				http2,
			});
			const stop = new AbortController();
			// More than one connection takes, so that some wait in line.
			const requests = Array.from({length: 40}, (_, number) =>
				http.request({
					method: number % 2 ? 'GET' : 'POST',
					url: `${server.url}/${number}`,
					headers: {},
					signal: stop.signal,
				}),
			);
			const ends = Promise.allSettled(requests);
			if (stage !== 'connecting')
				await until(
					() => arrived > 8,
					() => `${arrived} arrived`,
				);
			if (stage === 'aborting') stop.abort();
			await http.close();
			for (const end of await ends) {
				expect(end.status).toBe('rejected');
				expect((end as PromiseRejectedResult).reason).toBeInstanceOf(HttpError);
			}
			const late = await http.request({method: 'GET', url: server.url, headers: {}}).catch((error: unknown) => error);
			expect(late).toBeInstanceOf(HttpError);
			await http.close();
		} finally {
			await watched.stop();
			await proxy?.close();
			await server.close();
		}
		expect(watched.seen).toEqual([]);
	},
);
