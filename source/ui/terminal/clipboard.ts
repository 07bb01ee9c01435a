// Copying through the terminal (OSC 52), which works over SSH too: the text lands in the clipboard of the person's own machine.

/** Most terminals take about 74,000 characters of base64; nothing here comes near. */
const most = 50_000;

/** The sequence that puts a text into the terminal's clipboard; undefined when it is too long for terminals. */
export const clipboardSequence = (text: string): string | undefined => {
	const bytes = Buffer.from(text, 'utf8');
	return bytes.length > most ? undefined : `\x1b]52;c;${bytes.toString('base64')}\x07`;
};
