// Looking into a container as a person does: on a terminal.
import {spawnInTerminal} from '../../helpers/terminal.ts';
import {tool} from './tools.ts';

/**
 * Runs the printed command that opens the dashboard, and leaves it again.
 *
 * @param command `kubectl exec --stdin --tty …`, and the variables that it needs
 * @param shows what has to be on the screen
 * @returns what was wrong; undefined when nothing was
 */
export const lookAtDashboard = async (
	command: string,
	environment: Readonly<Record<string, string>>,
	shows: readonly string[],
	cwd?: string,
): Promise<string | undefined> => {
	const [program = '', ...words] = command.split(' ');
	const terminal = spawnInTerminal(tool(program), words, {environment, ...(cwd === undefined ? {} : {cwd})});
	try {
		for (const text of shows) await terminal.waitFor(text);
		// Borders are drawn when the terminal is taken to know them.
		if (!/[│╭┌]/.test(terminal.text())) return `no borders:\n${terminal.text()}`;
		terminal.resize(120, 40);
		await terminal.waitFor(/[^\n]{100,}/);
		terminal.type('q');
		const {code} = await terminal.exited;
		return code === 0 ? undefined : `it ended with ${code}`;
	} catch (error) {
		return (error as Error).message;
	} finally {
		terminal.kill('SIGKILL');
	}
};
