import {Box} from 'ink';
import type {Problem} from '../../core/changes.ts';
import {problemKey} from '../../core/problems.ts';
import {Paragraph, type Span, spansApart} from '../parts/line.tsx';
import {List} from '../parts/list.tsx';
import {Panel, panelFrame} from '../parts/panel.tsx';
import type {SessionState} from '../session/state.ts';
import {useTerminal} from '../terminal/context.tsx';
import type {Glyphs} from '../theme.ts';
import type {Rect} from './layout.ts';

/** The problems of the latest plan, or of the directory when nothing was planned. */
export const problemsOf = (run: SessionState): readonly Problem[] =>
	run.asking?.plan.problems ?? run.view?.plan?.problems ?? run.plan?.plan.problems ?? run.view?.roster.problems ?? [];

/** A problem in one row: whether it needs a person, and its sentence. */
const problemRowSpans = (problem: Problem, acknowledged: boolean, width: number, glyphs: Glyphs): Span[] => {
	const needs = problem.severity === 'needs-person' && !acknowledged;
	return spansApart(
		[
			{
				text: `${acknowledged ? glyphs.done : needs ? glyphs.warning : glyphs.left} `,
				tone: acknowledged ? 'quiet' : needs ? 'warn' : 'quiet',
			},
			{text: problem.message, tone: acknowledged ? 'quiet' : 'plain'},
		],
		[
			{
				text: acknowledged ? '  acknowledged' : needs ? '  needs a person' : '  for your notice',
				tone: needs ? 'warn' : 'quiet',
			},
		],
		width,
		glyphs.ellipsis,
	);
};

/** What needs a person, with what to do; acknowledged ones stay, quietly, and no longer count. */
export const ProblemsScreen = ({
	run,
	index,
	rect,
}: {
	readonly run: SessionState;
	readonly index: number;
	readonly rect: Rect;
}) => {
	const {glyphs} = useTerminal();
	const problems = problemsOf(run);
	const width = rect.width - panelFrame.columns;
	const below = Math.min(10, Math.max(7, Math.floor(rect.height * 0.35)));
	const height = rect.height - below;
	const problem = problems[index];
	const known = (one: Problem) => run.acknowledged.has(problemKey(one));
	const open = problems.filter(one => one.severity === 'needs-person' && !known(one)).length;
	return (
		<>
			<Panel
				title="Problems"
				note={problems.length === 0 ? '' : `${open} ${open === 1 ? 'needs' : 'need'} a person`}
				width={rect.width}
				height={height}
				focused
			>
				<List
					total={problems.length}
					rowAt={row => ({
						key: String(row),
						spans: problemRowSpans(problems[row]!, known(problems[row]!), width - 2, glyphs),
					})}
					cursor={problems.length === 0 ? undefined : index}
					width={width}
					height={height - panelFrame.rows}
					empty="No problems."
				/>
			</Panel>
			<Panel
				title={problem?.code ?? ''}
				note={problem === undefined ? '' : known(problem) ? 'acknowledged' : ''}
				width={rect.width}
				height={below}
			>
				{problem !== undefined && (
					<Box flexDirection="column">
						<Paragraph text={problem.message} width={width} lines={below - panelFrame.rows - 2} />
						<Paragraph text={problem.subject.join(', ')} width={width} tone="quiet" lines={2} />
					</Box>
				)}
			</Panel>
		</>
	);
};
