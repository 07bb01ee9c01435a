import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {Account} from './account.ts';
import {type BlockOwner, blockIn, putBlock, takeBlock} from './block.ts';
import {readCrontab, writeCrontab} from './program.ts';

/**
 * Brings a profile's line into the crontab of an account, or takes it out. The crontab is read at this moment: it may have
 * been edited while a question waited for its answer.
 *
 * @param line undefined takes it out
 * @throws UsherError `crontab-…`
 */
export const changeCrontab = async (account: Account, owner: BlockOwner, line: string | undefined): Promise<void> => {
	const before = await readCrontab(account);
	const after = line === undefined ? takeBlock(before, owner) : putBlock(before, owner, line, new Date());
	if (Buffer.compare(before, after) === 0) return;
	await writeCrontab(account, after);
	if (blockIn(await readCrontab(account), owner)?.line === line) return;
	throw new UsherError({
		code: 'crontab-not-kept',
		exitCode: exitCodes.unexpected,
		message: `The crontab program took the new crontab of ${account.name}, and now has another one.`,
		advice:
			'Look at it with crontab -l: perhaps somebody edited it at the same moment. Then run the same command again.',
	});
};
