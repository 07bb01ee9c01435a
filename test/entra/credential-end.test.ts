import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {credentialEnd, credentialProblem} from '../../source/entra/credential-end.ts';
import {makeCertificate} from '../../source/entra/registration/make-certificate.ts';
import {testFolder} from '../helpers/folder.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400_000;
const inDays = (days: number): string => new Date(now.getTime() + days * day).toISOString();
const base = {cloud: 'public', secret: {}, certificatePassword: {}, clientId: 'one'} as const;

describe('the end of a credential', () => {
	test('is the certificate’s own, whatever the settings say', async () => {
		const certificateFile = join(testFolder(), 'one.pem');
		const made = await makeCertificate('Usher', now, 20);
		writeFileSync(certificateFile, made.pem);
		const entra = {...base, credential: 'certificate', certificateFile, credentialEnds: inDays(300)} as const;
		expect(credentialEnd(entra)).toEqual({ends: made.ends, from: 'certificate'});
		const gone = {...entra, certificateFile: `${certificateFile}.gone`};
		expect(credentialEnd(gone)).toEqual({ends: new Date(inDays(300)), from: 'settings'});
	});

	test('a pipe in the place of the certificate is not waited for', () => {
		const certificateFile = join(testFolder(), 'pipe');
		execFileSync('mkfifo', [certificateFile]);
		expect(credentialEnd({...base, credential: 'certificate', certificateFile})).toBeUndefined();
	});

	test('is not known, or there is none', () => {
		expect(credentialEnd({...base, credential: 'secret'})).toBeUndefined();
		expect(credentialEnd({...base, credential: 'secret', credentialEnds: 'soon'})).toBeUndefined();
		expect(credentialEnd({...base, credential: 'federated', credentialEnds: inDays(3)})).toBeUndefined();
	});

	test.each([
		[31, undefined, 'ends in 31 days'],
		[30.5, 'warning', 'ends in 30 days'],
		[1.2, 'warning', 'ends in 1 day'],
		[0.4, 'warning', 'ends within a day'],
		[-0.1, 'warning', 'has ended'],
	] as const)('%d days before: %s, %s', (days, severity, words) => {
		const entra = {...base, credential: 'secret', credentialEnds: inDays(days)} as const;
		const problem = credentialProblem(entra, now);
		expect(problem?.severity).toBe(severity);
		if (problem !== undefined) {
			expect(problem).toMatchObject({code: 'credential-ends', subject: ['one']});
			expect(problem.message).toContain(words);
			expect(problem.message).toContain('usher credentials renew');
		}
	});
});
