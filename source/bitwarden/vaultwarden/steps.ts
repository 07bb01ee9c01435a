// Vaultwarden has one call, the import; everything else is said to be impossible (Vaultwarden, public.rs).

import {UsherError} from '../../core/errors.ts';
import {exitCodes} from '../../core/exit-codes.ts';
import type {CallContext, Step, StepOutcome} from '../../core/ports.ts';
import type {Client} from '../client.ts';
import {importBody} from '../import-body.ts';
import {requestIdOf} from '../refusal.ts';

/** @returns an error: Vaultwarden lets nothing be read with the organisation's key */
export const readsNothing = (): UsherError =>
	new UsherError({
		code: 'vaultwarden-reads-nothing',
		exitCode: exitCodes.organisationRefused,
		message: 'Vaultwarden does not let an organisation be read with its API key.',
		advice: 'Usher plans from its own ledger there. Nothing needs to be done.',
	});

const cannot = (step: Step): StepOutcome => ({
	kind: 'refused',
	status: 404,
	message: `Vaultwarden has no call for "${step.kind}".`,
	fields: {},
	advice: 'Do this by hand in the web vault, as an owner of the organisation.',
});

/** Executes one step: imports only. @throws UsherError (exit 11, 16) when nothing was done */
export const executeVaultwarden = async (client: Client, step: Step, call: CallContext): Promise<StepOutcome> => {
	if (step.kind !== 'import') return cannot(step);
	const written = await client.write('POST', '/public/organization/import', importBody(step, 'vaultwarden'), call);
	if ('outcome' in written) return written.outcome;
	const requestId = requestIdOf(written.response);
	return requestId === undefined ? {kind: 'done'} : {kind: 'done', requestId};
};
