// What stands around a plan: its frame, its counts, and the guard's word. Pure.
import type {Refusal} from '../../../core/changes.ts';
import {type Span, wrapSpans} from '../../parts/line.tsx';
import type {SessionState} from '../../session/state.ts';
import {clock, count} from '../../text/numbers.ts';
import type {Glyphs} from '../../theme.ts';
import {isApplied, planAtHand} from '../context.ts';
import {guardRows, planSummary} from './cells.ts';

/** What became of this plan, for the frame: nothing is sent before a person has said so. */
export const planNote = (run: SessionState): string => {
	const {steps} = run.run ?? {};
	if (run.run?.phase === 'apply' && run.run.mode !== 'undo' && steps !== undefined)
		return `applying, ${count(steps.done)} of ${count(steps.total)} requests`;
	if (run.asking !== undefined) return 'waits for your word; nothing has been sent';
	const {report, endedAt = 0, sent} = run.last ?? {};
	if (report?.plan !== undefined && report.plan.fingerprint === run.plan?.plan.fingerprint) {
		if (report.outcome === 'applied') return `applied ${clock(new Date(endedAt))}`;
		if (report.outcome === 'applied-in-part') return `applied in part ${clock(new Date(endedAt))}; p plans the rest`;
		if (sent !== undefined)
			return `stopped after ${count(sent.done)} of ${count(sent.total)} requests; p plans the rest`;
	}
	return run.plan === undefined
		? 'nothing has been sent'
		: `made ${clock(new Date(run.plan.at))}; nothing has been sent`;
};

/** What the guard says, a sign before each sentence. */
export const refusalRows = (refusals: readonly Refusal[], width: number, glyphs: Glyphs): Span[][] => {
	const rows = guardRows(refusals).flatMap(text =>
		wrapSpans([{text}], width - 4).map((spans, index): Span[] => [
			{text: index === 0 ? `  ${glyphs.warning} ` : '    ', tone: 'warn'},
			...spans.map(span => ({...span, tone: 'warn' as const})),
		]),
	);
	return rows.length === 0 ? [] : [[], ...rows];
};

/** What stands above the list: counts, what they cost, and the guard's word. */
export const planTop = (run: SessionState, width: number, glyphs: Glyphs): Span[][] => {
	const plan = planAtHand(run);
	if (plan === undefined) return [];
	const basis: Span[][] =
		plan.plan.basis === 'last-applied'
			? [[{text: '  This server tells nothing back: the plan rests on what Usher itself did last.', tone: 'quiet'}]]
			: [];
	// What was sent is past: the guard has let it pass, and no seat is to be bought any more.
	if (isApplied(run)) return [...planSummary(plan.plan, {done: true}), ...basis];
	return [...planSummary(plan.plan), ...basis, ...refusalRows(plan.refusals, width, glyphs)];
};

/** What stands in the place of a plan that is not there. */
export const noPlan = (run: SessionState, search: string): string => {
	if (planAtHand(run) !== undefined) return search === '' ? '' : `Nothing matches "${search}".`;
	return run.run === undefined ? 'There is no plan yet; p makes one. Nothing is sent.' : 'The plan is being made.';
};
