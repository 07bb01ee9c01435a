import {badRequest} from './message.ts';
import {type Store, seatsTaken} from './store.ts';

/**
 * Makes room for new members as the server does: within the seats, else by buying, else 400.
 * Bitwarden server, OrganizationService.CanScaleAsync and AutoAddSeatsAsync.
 */
export const makeRoom = (store: Store, newcomers: number, hosting: 'cloud' | 'self-hosted'): void => {
	if (newcomers === 0 || store.seats === null) return;
	const short = seatsTaken(store) + newcomers - store.seats;
	if (short <= 0) return;
	if (hosting === 'self-hosted') throw badRequest('Cannot autoscale on self-hosted instance.');
	if (store.knobs.provider)
		throw badRequest('Seat limit has been reached. Please contact your provider to add more seats.');
	if (!store.knobs.subscriptionActive)
		throw badRequest('You do not have an active subscription. Reinstate your subscription to make changes');
	if (store.mayGrowTo !== null && store.seats + short > store.mayGrowTo)
		throw badRequest('Seat limit has been reached.');
	store.seats += short;
};
