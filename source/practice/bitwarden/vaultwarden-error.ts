import {type BitwardenReply, json} from './message.ts';

/** An error as Vaultwarden writes it (Vaultwarden, error.rs). */
export const vaultwardenError = (message: string, status = 400): BitwardenReply =>
	json(status, {
		message,
		validationErrors: {'': [message]},
		errorModel: {message, object: 'error'},
		error: '',
		error_description: '',
		exceptionMessage: null,
		exceptionStackTrace: null,
		innerExceptionMessage: null,
		object: 'error',
	});

/** What the framework below it answers to a path or a body that it does not know (Rocket's default catcher). */
export const rocketError = (status: number, reason: string, description: string): BitwardenReply =>
	json(status, {error: {code: status, reason, description}});
