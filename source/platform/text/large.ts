// A code that can be read from across the room: capital letters and digits, five dots high. Pure.

/** Five rows of three dots each, from the top; a digit is a row, its bits are the dots. */
const dots: Readonly<Record<string, string>> = {
	0: '75557',
	1: '26227',
	2: '71747',
	3: '71717',
	4: '55711',
	5: '74717',
	6: '74757',
	7: '71122',
	8: '75757',
	9: '75717',
	A: '25755',
	B: '65656',
	C: '34443',
	D: '65556',
	E: '74647',
	F: '74644',
	G: '34553',
	H: '55755',
	I: '72227',
	J: '11152',
	K: '55655',
	L: '44447',
	M: '57755',
	N: '65555',
	O: '25552',
	P: '65644',
	Q: '25563',
	R: '65655',
	S: '34216',
	T: '72222',
	U: '55557',
	V: '55552',
	W: '55775',
	X: '55255',
	Y: '55222',
	Z: '71247',
};

/** Rows of half blocks, three of them; undefined when a character has no large form. Four cells a character. */
export const largeText = (text: string): readonly string[] | undefined => {
	const characters = [...text.toUpperCase()];
	if (characters.length === 0 || characters.some(one => dots[one] === undefined)) return undefined;
	const isOn = (character: string, row: number, column: number): boolean =>
		((Number(dots[character]?.[row] ?? 0) >> (2 - column)) & 1) === 1;
	return [0, 2, 4].map(row =>
		characters
			.map(character =>
				[0, 1, 2]
					.map(column => {
						const upper = isOn(character, row, column);
						const lower = isOn(character, row + 1, column);
						return upper && lower ? '█' : upper ? '▀' : lower ? '▄' : ' ';
					})
					.join(''),
			)
			.join(' '),
	);
};
