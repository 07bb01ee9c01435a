import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {planDocument} from '../../source/commands/json/plan.ts';
import {readPlanFile, writePlanFile} from '../../source/commands/plan-file.ts';
import {UsherError} from '../../source/core/errors.ts';
import {testFolder} from '../helpers/folder.ts';
import {samplePlan, sampleRefusals} from '../helpers/sample-plan.ts';

const plan = samplePlan();
const written = async (before?: string): Promise<string> => {
	const path = join(testFolder(), 'plan.json');
	if (before !== undefined) writeFileSync(path, before, {mode: 0o644});
	const about = {profile: 'fabrikam', madeAt: new Date('2026-11-22T14:00:00Z'), fingerprint: plan.fingerprint};
	await writePlanFile(path, planDocument(plan, sampleRefusals), about);
	return path;
};

describe('a plan file', () => {
	test('is read as it was written, by its owner only', async () => {
		const path = await written();
		expect(statSync(path).mode & 0o777).toBe(0o600);
		const file = await readPlanFile(path, 'fabrikam');
		expect(file.fingerprint).toBe(plan.fingerprint);
		expect(file.plan).toEqual(JSON.parse(JSON.stringify(planDocument(plan, sampleRefusals))));
	});

	test('is closed to others also where one that was open to them was there', async () => {
		const path = await written('x'.repeat(100_000));
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect((await readPlanFile(path, 'fabrikam')).fingerprint).toBe(plan.fingerprint);
	});

	test('of another profile is refused, with the command for it', async () => {
		await expect(readPlanFile(await written(), 'default')).rejects.toMatchObject({
			code: 'plan-file-foreign',
			exitCode: 18,
			advice: expect.stringContaining('usher --profile fabrikam sync --plan FILE'),
		});
	});

	test('of another version is refused', async () => {
		const path = await written();
		writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 1', '"version": 2'));
		await expect(readPlanFile(path, 'fabrikam')).rejects.toMatchObject({code: 'plan-file-foreign', exitCode: 18});
	});

	test('that was edited is refused', async () => {
		const path = await written();
		writeFileSync(path, readFileSync(path, 'utf8').replace('person1@fabrikam.example', 'mallory@fabrikam.example'));
		await expect(readPlanFile(path, 'fabrikam')).rejects.toMatchObject({code: 'plan-file-damaged', exitCode: 2});
	});

	test('that says a name twice is refused, though what counts is as it was, with the lines', async () => {
		const path = await written();
		const text = readFileSync(path, 'utf8');
		writeFileSync(path, text.replace('"plan": {', '"plan": {},\n\t"plan": {'));
		await expect(readPlanFile(path, 'fabrikam')).rejects.toMatchObject({
			code: 'plan-file-damaged',
			exitCode: 2,
			message: expect.stringMatching(/it says plan twice \(lines \d+ and \d+\)\.$/),
		});
	});

	test('without an end is left', async () => {
		await expect(readPlanFile('/dev/zero', 'fabrikam')).rejects.toMatchObject({code: 'file-too-large', exitCode: 2});
	});

	test('that is missing, cut off or something else is refused', async () => {
		await expect(readPlanFile(join(testFolder(), 'none.json'), 'fabrikam')).rejects.toMatchObject({
			code: 'plan-file-unreadable',
			exitCode: 2,
		});
		const path = await written();
		const text = readFileSync(path, 'utf8');
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.nat(text.length - 3).map(end => text.slice(0, end)),
					fc.json(),
				),
				async content => {
					writeFileSync(path, content);
					const error = await readPlanFile(path, 'fabrikam').catch((thrown: unknown) => thrown);
					expect(error).toBeInstanceOf(UsherError);
					expect((error as UsherError).exitCode).toBe(2);
				},
			),
		);
	});

	test('says why it could not be written', async () => {
		const about = {profile: 'fabrikam', madeAt: new Date(0), fingerprint: plan.fingerprint};
		await expect(
			writePlanFile(join(testFolder(), 'no', 'plan.json'), planDocument(plan, []), about),
		).rejects.toMatchObject({code: 'plan-file-unwritable', exitCode: 2});
	});
});
