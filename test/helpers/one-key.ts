// Making a key of 3,072 bits takes longer than everything else that a registration does here.
import {webcrypto} from 'node:crypto';
import {onTestFinished, vi} from 'vitest';

/** Until the end of the test, every certificate is made with one and the same key. Certificates differ all the same. */
export const reuseOneKey = (): void => {
	const {subtle} = webcrypto;
	const make = subtle.generateKey.bind(subtle) as (...given: readonly unknown[]) => Promise<unknown>;
	let made: Promise<unknown> | undefined;
	const spy = vi.spyOn(subtle, 'generateKey').mockImplementation(((...given: readonly unknown[]) => {
		const {name} = given[0] as {readonly name: string};
		if (!name.startsWith('RSA')) return make(...given);
		made ??= make(...given);
		return made;
	}) as typeof subtle.generateKey);
	onTestFinished(() => spy.mockRestore());
};
