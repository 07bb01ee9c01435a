// Every key of the dashboard, as data.
import {doing} from './keys/do.ts';
import {looking} from './keys/look.ts';
import {movement} from './keys/move.ts';
import {leaving, screens} from './keys/screens.ts';
import type {Key} from './keys/where.ts';

/** All bindings; each says itself where it holds. Their order is that of the footer. */
export const dashboardBindings: readonly Key[] = [...movement, ...doing, ...looking, ...screens, ...leaving];
