// Names as a directory can really hold them, and as no terminal should be given them.

const esc = '\u001b';

/** Names of people that hurt: escape sequences, links, bidirectional overrides, control and zero-width characters, size. */
export const hostileNames: readonly (string | null)[] = [
	`Mallory ${esc}[31mRed${esc}[0m ${esc}[2J${esc}[H`,
	`Eve ${esc}]8;;https://evil.example/${esc}\\click here${esc}]8;;${esc}\\`,
	`${esc}]0;owned\u0007Trudy`,
	'Oscar \u202Egnp.exe\u202C \u2066inner\u2069',
	'Craig \u009B31m C1 \u0085 next line',
	'Peggy\u200B\u200D\uFEFF zero\u2060width',
	`Long ${'Wolfeschlegelsteinhausenbergerdorff '.repeat(9)}`.slice(0, 300),
	'',
	null,
	'Line\nBreak\r\nand\ttab',
	'Zalgo Z̸̢̛̤͓͖̲̈́̽̕ả̵̪͎̱͗l̶̡̪̾̕g̷̣̈́o̷̧̜͛͝',
	'Lone surrogate \uD83D end',
	'=HYPERLINK("https://evil.example")',
	'Nul\u0000 Bell\u0007 Backspace\b\b\b\bX',
	'<script>alert(1)</script> & "quotes" \'; DROP TABLE users; --',
	'__proto__',
];

/** Names of groups that hurt, or that another system cannot hold. */
export const hostileGroupNames: readonly string[] = [
	`Regional compliance, audit readiness and supplier relations working party of the northern and eastern divisions ${'(provisional) '.repeat(3)}`.trim(),
	`Ops ${esc}[5;41mBLINK${esc}[0m`,
	'R&D, Berlin | "quoted"',
	'\u202EstnuoccA\u202C',
	'👩‍👩‍👧‍👦'.repeat(14),
	'constructor',
];
