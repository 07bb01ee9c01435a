// What a person sees in a browser: the page for device codes, and the admin-consent link. Plain forms, so that another shell can use them too.
import type {PracticeReply, PracticeRequest} from '../exchange.ts';
import {type DirectoryRole, directoryRoles, graphAppId, roleName} from '../tenant/permissions.ts';
import type {Application} from '../tenant/registry.ts';
import type {Form, LoginContext} from './context.ts';
import {findDevice, personSignsIn} from './device.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);

const page = (status: number, title: string, body: string): PracticeReply => ({
	status,
	headers: {'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store'},
	body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>body{font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}</style></head><body><h1>${escaped(title)}</h1>${body}</body></html>`,
});

/**
 * The page that a device code sends people to. A GET shows the form; a POST with `user_code` signs the company's administrator in
 * with the directory role `role`, or declines when `decision` is `decline`.
 */
export const devicePage = (context: LoginContext, request: PracticeRequest, form: Form | undefined): PracticeReply => {
	if (form === undefined) {
		const code = escaped(request.query.get('user_code') ?? '');
		const options = [...Object.keys(directoryRoles), 'No role']
			.map(role => `<option>${escaped(role)}</option>`)
			.join('');
		return page(
			200,
			'Practice sign-in',
			`<form method="post"><p><label>Code <input name="user_code" value="${code}" autofocus></label></p><p><label>Sign in as <select name="role">${options}</select></label></p><p><button name="decision" value="sign-in">Sign in</button> <button name="decision" value="decline">Decline</button></p></form>`,
		);
	}
	const code = (form.get('user_code') ?? '').trim().toUpperCase();
	try {
		if (form.get('decision') === 'decline') findDevice(context, code).state = 'declined';
		else {
			const role = form.get('role') ?? 'Global Administrator';
			personSignsIn(context, code, {roles: Object.hasOwn(directoryRoles, role) ? [role as DirectoryRole] : []});
		}
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return page(400, 'That code did not work', '<p>Check the code and try again.</p>');
	}
	return page(200, 'Done', '<p>You may close this window and go back to the terminal.</p>');
};

/** The admin-consent link of an application: a GET shows what it asks for, a POST grants it. */
export const consentPage = (
	context: LoginContext,
	request: PracticeRequest,
	grant: (application: Application) => void,
): PracticeReply => {
	const clientId = request.query.get('client_id') ?? '';
	const application = context.registry.applicationByAppId(clientId);
	if (application === undefined) {
		return page(
			400,
			'Sorry, but we’re having trouble signing you in',
			`<p>AADSTS700016: Application with identifier '${escaped(clientId)}' was not found in the directory.</p>`,
		);
	}
	if (request.method === 'POST') {
		grant(application);
		const back = request.query.get('redirect_uri');
		return back === null
			? page(200, 'Granted', '<p>The permissions have been granted. You may close this window.</p>')
			: {status: 302, headers: {location: `${back}?admin_consent=True&tenant=${context.company.tenantId}`}};
	}
	const asked = application.requiredResourceAccess
		.filter(one => one.resourceAppId === graphAppId)
		.flatMap(one => one.resourceAccess.map(access => `<li>${escaped(roleName(access.id) ?? access.id)}</li>`));
	return page(
		200,
		`${application.displayName} asks for permissions`,
		`<ul>${asked.join('')}</ul><form method="post"><button>Accept for ${escaped(context.company.name)}</button></form>`,
	);
};
