// Which application a registration without a screen goes on with: what the flags say, or the one that is surely meant.
import {UsherError} from '../core/errors.ts';
import {exitCodes} from '../core/exit-codes.ts';
import type {ExistingApplication, ExistingChoice} from '../entra/registration/events.ts';

/** The flags about it. */
export type ExistingFlags = {
	readonly existing?: 'repair' | 'renew' | 'new';
	/** Application id. */
	readonly application?: string;
};

const whose: Readonly<Record<ExistingApplication['known'], string>> = {
	settings: 'named by the settings',
	here: 'made by this profile',
	usher: 'made by another Usher',
	name: 'made by somebody else',
};

const described = ({name, appId, createdAt, known}: ExistingApplication): string =>
	`“${name}” (${appId}${createdAt === undefined ? '' : `, made on ${createdAt.slice(0, 10)}`}, ${whose[known]})`;

const undecided = (found: readonly ExistingApplication[]): UsherError =>
	new UsherError({
		code: 'registration-exists',
		exitCode: exitCodes.notSetUp,
		message:
			found.length === 1
				? `An application of this name is there already: ${found.map(described).join('')}. Nothing was made.`
				: `${found.length} applications of this name are there already: ${found.map(described).join('; ')}. Nothing was made.`,
		advice: `Go on with ${found.length === 1 ? 'it' : 'one of them'} by --application ${found.length === 1 ? (found[0]?.appId ?? 'ID') : 'ID'} (a new credential for this machine is added; what it has stays), or make another one by --existing new or --name.`,
	});

/**
 * What the flags say. Without one, what this profile made or names is repaired, and so is the only one that carries the
 * note of another Usher: of the rest nobody knows who else uses it.
 * @throws UsherError exit 10 `registration-exists` when that leaves it open; exit 2 for flags that contradict each other
 */
export const chooser =
	({existing, application}: ExistingFlags) =>
	async (found: readonly ExistingApplication[]): Promise<ExistingChoice> => {
		if (existing === 'new') {
			if (application === undefined) return {go: 'new'};
			throw new UsherError({
				code: 'flags-contradict',
				exitCode: exitCodes.usage,
				message: '--existing new makes another application, and --application names one that is there.',
				advice: 'Leave one of the two out.',
			});
		}
		const go = existing ?? 'repair';
		if (application !== undefined) return {go, appId: application.toLowerCase()};
		const own = found.find(one => one.known === 'settings' || one.known === 'here');
		if (own !== undefined) return {go, appId: own.appId};
		const ushers = found.filter(one => one.known === 'usher');
		const candidates = ushers.length === 0 && existing !== undefined ? found : ushers;
		const [one] = candidates;
		if (one === undefined || candidates.length > 1) throw undecided(found);
		return {go, appId: one.appId};
	};
