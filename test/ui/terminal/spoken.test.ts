import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {newLines, spokenLines, spokenOutput} from '../../../source/ui/terminal/spoken.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const listen = () => {
	const heard: string[] = [];
	const stream = Object.assign(new EventEmitter(), {
		isTTY: true,
		columns: 80,
		rows: 24,
		write: (text: string, done?: () => void) => {
			if (text !== '') heard.push(text);
			done?.();
			return true;
		},
	});
	const spoken = spokenOutput(stream as unknown as NodeJS.WriteStream);
	return {heard, spoken, draw: (frame: string) => spoken.output.write(`\x1b[2K\x1b[1A\x1b[G${frame}`)};
};

test('a line is its words: no colours, no drawing, no gaps', () => {
	expect(spokenLines('\x1b[1m usher\x1b[22m      last ✓ ok \n╭──────╮\n│ ████░░ 40 % │\n\n↑↓ move')).toEqual([
		'usher  last ✓ ok',
		'40 %',
		'Up and Down move',
	]);
});

test('only what is new is said, below what was said before', () => {
	const {heard, draw} = listen();
	draw('Groups\nEngineering\nkeys');
	vi.advanceTimersByTime(200);
	draw('Groups\nFinance\nkeys');
	vi.advanceTimersByTime(200);
	expect(heard).toEqual(['Groups\nEngineering\nkeys\n', 'Finance\n']);
});

test('a line that only counts on is said now and then, and at once after a key', () => {
	const {heard, spoken, draw} = listen();
	draw('reading\n10 of 90 groups');
	vi.advanceTimersByTime(200);
	for (let done = 11; done < 30; done++) {
		draw(`reading\n${done} of 90 groups`);
		vi.advanceTimersByTime(500);
	}
	expect(heard).toEqual(['reading\n10 of 90 groups\n']);
	spoken.key();
	draw('reading\n40 of 90 groups');
	vi.advanceTimersByTime(200);
	expect(heard.at(-1)).toBe('40 of 90 groups\n');
	vi.advanceTimersByTime(25_000);
	draw('reading\n60 of 90 groups');
	vi.advanceTimersByTime(200);
	expect(heard.at(-1)).toBe('60 of 90 groups\n');
});

test('log lines are news though only their numbers differ', () => {
	expect(
		newLines(['14:00:01 ok 3 people invited'], ['14:00:01 ok 3 people invited', '14:00:02 ok 4 people invited'], false),
	).toEqual(['14:00:02 ok 4 people invited']);
});

test('drawing that never rests is heard all the same, and letters typed quickly are said together', () => {
	const {heard, spoken, draw} = listen();
	for (const text of ['h', 'ho', 'hop']) {
		spoken.key();
		draw(`search ${text}`);
		vi.advanceTimersByTime(60);
	}
	vi.advanceTimersByTime(200);
	expect(heard).toEqual(['search hop\n']);
	for (let step = 0; step < 30; step++) {
		draw(`step ${String.fromCharCode(97 + (step % 26))}`);
		vi.advanceTimersByTime(100);
	}
	expect(heard.length).toBeGreaterThan(2);
});

test('what is for the terminal passes, what moves the cursor does not; Ctrl+L says everything again', () => {
	const {heard, spoken, draw} = listen();
	spoken.output.write('\x1b[?2004h');
	spoken.output.write('\x1b[?25l');
	spoken.output.write('\x1b]52;c;aGVsbG8=\x07');
	draw('Groups\nEngineering');
	spoken.flush();
	spoken.again();
	expect(heard).toEqual(['\x1b[?2004h', '\x1b]52;c;aGVsbG8=\x07', 'Groups\nEngineering\n', 'Groups\nEngineering\n']);
});
