// Asks a server that reads nothing and answers nothing, again and again, and is cut short at random moments.
import process from 'node:process';
import {createHttp} from '../../source/platform/http/client.ts';
import {startHttps} from './https-server.ts';

const server = await startHttps(['localhost']);
server.handle = () => {};
for (let round = 0; round < 60; round++) {
	const http = createHttp({ca: [server.ca], environment: {}, userAgent: 'usher-test', timeoutMs: 1 + (round % 60)});
	const bodies = [10, 1_000, 70_000, 1_000_000].map(size => 'a'.repeat(size));
	await Promise.allSettled([
		...bodies.map(body => http.request({method: 'POST', url: `${server.url}/import`, body})),
		http.request({method: 'GET', url: `${server.url}/members`}),
	]);
	await http.close();
}
process.stdout.write('all cut short\n');
process.exit(0);
