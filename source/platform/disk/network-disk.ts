import {statfsSync} from 'node:fs';

/** File systems that other machines write to as well, by the number that Linux gives them (statfs(2), linux/magic.h). */
const shared: ReadonlyMap<number, string> = new Map([
	[0x6969, 'NFS'],
	[0x517b, 'SMB'],
	[0xff534d42, 'SMB'],
	[0xfe534d42, 'SMB'],
	[0x01021997, '9P'],
	[0x00c36400, 'Ceph'],
	[0x5346414f, 'AFS'],
	[0x47504653, 'GPFS'],
	[0x0bd00bd0, 'Lustre'],
]);

/** The name of a shared file system, by its number, which Node gives with or without a sign; undefined for any other. */
export const sharedName = (type: number): string | undefined => shared.get(type >>> 0);

/**
 * The name of the file system when other machines may write to this folder too: locks and the log of SQLite hold on one
 * machine only. Undefined when it is local, not there, or not known.
 */
export const sharedDisk = (folder: string): string | undefined => {
	if (process.platform !== 'linux') return undefined;
	try {
		return sharedName(statfsSync(folder).type);
	} catch {
		return undefined;
	}
};
