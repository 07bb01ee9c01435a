import type {Allowances, Refusal} from '../../core/changes.ts';

/** The allowances that let exactly these refusals pass: what a person grants by typing the flags. */
export const allowFor = (refusals: readonly Refusal[]): Allowances => {
	const given: {-readonly [Key in keyof Allowances]: Allowances[Key]} = {};
	for (const {flag = ''} of refusals) {
		const [name, text = '0'] = flag.split(' ');
		const value = Number(text);
		if (name === '--first-run') given.firstRun = true;
		else if (name === '--accept-scope') given.acceptScope = true;
		else if (name === '--allow-removals') given.removals = value;
		else if (name === '--allow-invites') given.invites = value;
		else if (name === '--allow-membership-removals') given.membershipRemovals = value;
		else if (name === '--allow-group-removals') given.groupRemovals = value;
		else if (name === '--allow-seats') given.seats = value;
	}
	return given;
};
