// The nine steps of the set-up, in their order.

export const stepIds = [
	'start',
	'bitwarden',
	'tenant',
	'registration',
	'credentials',
	'permissions',
	'scope',
	'test',
	'finish',
] as const;
export type StepId = (typeof stepIds)[number];

export const stepTitles: Readonly<Record<StepId, string>> = {
	start: 'Start',
	bitwarden: 'Bitwarden',
	tenant: 'Entra tenant',
	registration: 'Registration',
	credentials: 'Credentials',
	permissions: 'Permissions',
	scope: 'What to sync',
	test: 'Test',
	finish: 'Finish',
};

/** Counted from 1. */
export const stepNumber = (id: StepId): number => stepIds.indexOf(id) + 1;

export const stepAfter = (id: StepId): StepId => stepIds[stepIds.indexOf(id) + 1] ?? 'finish';
export const stepBefore = (id: StepId): StepId => stepIds[stepIds.indexOf(id) - 1] ?? 'start';

/** Whether this text, from a file, is the name of a step. */
export const isStep = (text: unknown): text is StepId => stepIds.some(id => id === text);
