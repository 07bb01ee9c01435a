// What to do about the words that an organisation's server refuses with.

type Rule = {readonly words: RegExp; readonly advice: string};

const rules: readonly Rule[] = [
	{
		words: /model state is invalid/i,
		advice: 'The server does not take this value. Correct it in Entra; everything else goes on without it.',
	},
	{
		words: /cannot use directory syncing/i,
		advice:
			'The plan of this organisation has no directory sync. It needs Teams or Enterprise: Admin Console, Billing, Subscription. Nothing was changed by this step.',
	},
	{
		words: /cannot use groups/i,
		advice:
			'The plan of this organisation has no groups: Admin Console, Billing, Subscription. People who came with this step are already in. Until the plan changes, let the group filter leave out all groups and set sync.people to all.',
	},
	{
		words: /import this much data at once/i,
		advice: 'More than 2,000 people or groups came in one step. Please report this: Usher sends smaller ones.',
	},
	{
		words: /cannot autoscale on self-hosted/i,
		advice:
			'The licence of this server has no free seat. Buy seats for the organisation at its billing page, then upload the new licence in the Admin Console, under Billing.',
	},
	{
		words: /contact your provider/i,
		advice:
			'The organisation is managed by a provider, who alone can add seats. Ask them for the number that the plan shows.',
	},
	{
		words: /seat limit has been reached/i,
		advice:
			'No seat is free, and the limit for buying more has been reached. Raise it in the Admin Console, under Billing, Subscription, or free seats first.',
	},
	{
		words: /do not have an active subscription|reinstate your subscription/i,
		advice:
			'The subscription of the organisation has ended. An owner can reinstate it in the Admin Console, under Billing.',
	},
	{
		words: /at least one confirmed owner/i,
		advice:
			'This person is the last confirmed owner, and an organisation has to have one. Confirm another owner first, or put the address on sync.protect.',
	},
	{
		words: /two-step login policy|single organization/i,
		advice:
			'A policy of the organisation forbids to restore this person. They have to set up two-step login, or leave their other organisations, first; then the next run restores them.',
	},
	{
		words: /remove and re-add users/i,
		advice: 'The server refused to overwrite. Usher never asks for that: check whether another tool uses the same key.',
	},
	{
		words: /already been invited/i,
		advice: 'Somebody invited this address meanwhile. The next run reads the members again and goes on from there.',
	},
	{
		words: /enterprise plan/i,
		advice:
			'Custom permissions need the Enterprise plan. Give the member another role in the Admin Console, then run it again.',
	},
	{
		words: /manage property is mutually exclusive/i,
		advice:
			'The member has contradicting permissions on a collection. Open the member in the Admin Console, set them anew, then run it again.',
	},
	{
		words: /default collections? cannot be assigned/i,
		advice:
			"The member has a collection of their own (My items), which this server does not take back. Open the member in the Admin Console and set the External ID to the person's object id in Entra by hand; the next run sees it.",
	},
	{
		words: /manager role has been deprecated/i,
		advice: 'The member still has the old role Manager. Give another one in the Admin Console, then run it again.',
	},
	{
		words: /error sending|smtp/i,
		advice:
			'The server could not send an invitation, and stopped there; those before it are done. Its administrator has to look at its mail settings. The next run sends the rest.',
	},
];

/** What to do about a refusal; undefined for words that nobody knows. */
export const adviceFor = (message: string, status: number): string | undefined => {
	for (const rule of rules) if (rule.words.test(message)) return rule.advice;
	if (status === 402)
		return 'The server could not collect a payment. An owner finds out more in the Admin Console, under Billing.';
	if (status === 404) return 'What this step is about is no longer there. The next run reads the organisation again.';
	if (status === 403)
		return 'The key may not do this. Make sure that it is the API key of the organisation, and that its plan includes the public API.';
	if (status === 413)
		return 'The server, or a proxy before it, does not take requests of this size. Raise its limit for bodies.';
	if (status === 422) return 'The server does not know a request of this form. Check that it is up to date.';
	return undefined;
};
