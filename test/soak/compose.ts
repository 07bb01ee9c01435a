// The printed Compose file, its image and the commands at its top, tried with Docker as an administrator would.
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {containerfileText} from '../../source/service/containers/containerfile.ts';
import {eventually} from './kubernetes/cluster.ts';
import {type Company, nodeAddress, openCompany, openNetwork} from './kubernetes/company.ts';
import {printFor, runHere} from './kubernetes/files.ts';
import {base, baseArchive, repository} from './kubernetes/image.ts';
import {lookAtDashboard} from './kubernetes/look-in.ts';
import {findTool} from './kubernetes/tools.ts';
import {ended, type Said} from './machine.ts';
import {wrongIn} from './right.ts';

export type ComposeReport = {held: string[]; wrong: string[]};
type Docker = (command: string) => Promise<Said>;

/** Names of our own, in a daemon that may hold others. */
const name = `usher-soak-${process.pid}`;
const image = `localhost/${name}:soak`;
const ownBase = `localhost/${name}:base`;

/** Why Docker and its Compose cannot be used here; undefined when they can. */
export const whyNoCompose = (): string | undefined => {
	if (process.getuid?.() !== 0) return 'it takes the rights of root';
	for (const program of ['docker', 'ip']) if (findTool(program) === undefined) return `${program} is not here`;
	if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker has no compose';
	return spawnSync('docker', ['info']).status === 0 ? undefined : 'no Docker Engine answers';
};

/** The image of the printed Containerfile, on a base of our own. */
const build = async (folder: string, docker: Docker): Promise<Said> => {
	const file = join(folder, 'Containerfile');
	writeFileSync(file, containerfileText(image).replace(`FROM ${base}`, `FROM ${ownBase}`));
	const imported = await docker(`docker import ${baseArchive(folder)} ${ownBase}`);
	return imported.code === 0
		? docker(`docker build --network none --file ${file} --tag ${image} ${repository}`)
		: imported;
};

const tryFile = async (
	folder: string,
	{practice, environment}: Company,
	docker: Docker,
	check: (what: string, holds: boolean, said?: Said | string) => void,
): Promise<void> => {
	const built = await build(folder, docker);
	check('the printed Containerfile makes an image', built.code === 0, built);
	const here = await runHere(environment, 'sync', '--first-run', '--allow-invites', '100');
	check('the profile has run on this machine', here.code === 0 && wrongIn(practice).length === 0, here);
	practice.company.hire({name: 'Nora', mail: 'nora@halden.example'});
	const printed = await printFor('compose', image, folder, environment);
	writeFileSync(join(folder, 'compose.yaml'), printed.text);
	for (const secret of ['usher-entra', 'usher-bitwarden', 'practice.pem']) {
		chmodSync(join(folder, secret), 0o400);
		chownSync(join(folder, secret), 65_532, 65_532);
	}
	const doctor = await docker(printed.command('doctor'));
	check('the printed doctor is content', doctor.code === 0, doctor);
	const anew = await docker(printed.command(' plan'));
	check('without its ledger it would be a first run', anew.stdout.includes('--first-run'), anew);
	const taken = await docker(printed.command('ledger.db'));
	check('the printed command brings the ledger along', taken.code === 0, taken);
	const plan = await docker(printed.command(' plan'));
	check('then it is none', plan.stdout.includes('nora@') && !plan.stdout.includes('--first-run'), plan);
	const sync = await docker(printed.command('--first-run').replace('NUMBER', '100'));
	check('the printed command lets a plan pass', sync.code === 0 && wrongIn(practice).length === 0, sync);

	const up = await docker(printed.command('--detach'));
	check('it is left alone', up.code === 0, up);
	const log = async (): Promise<string> => (await docker('docker compose logs usher')).stdout;
	check('and begins with a sync', await eventually(30, async () => (await log()).includes('Next sync at')));
	practice.company.hire({name: 'Ole', mail: 'ole@halden.example'});
	const woken = await docker(printed.command('HUP'));
	const known = (): boolean => practice.bitwarden.memberByEmail('ole@halden.example') !== undefined;
	check('the printed signal makes it sync at once', await eventually(20, async () => known()), woken);
	const status = await docker(printed.command('usher status'));
	check('the printed status says how it goes', /last run\s+sync, /.test(status.stdout), status);
	const problems = await docker(printed.command('usher problems'));
	check('the printed problems can be read', problems.code === 0, problems);
	const seen = await lookAtDashboard('docker compose exec usher usher', variables, ['Groups', 'Engineering'], folder);
	check('the dashboard opens on a terminal', seen === undefined, seen ?? '');
	check('the log holds no secret', !(await log()).includes(environment.USHER_BITWARDEN_CLIENT_SECRET ?? ''));
	await docker('docker compose stop');
	const left = await docker(`docker inspect --format '{{.State.ExitCode}}' ${name}-usher-1`);
	check('it ends as asked', left.stdout.trim() === '0', left);
};

/** What says which daemon is asked. */
const variables: Readonly<Record<string, string>> = {
	...Object.fromEntries(
		Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
	),
	COMPOSE_PROJECT_NAME: name,
};

/** @param options.log hears how it goes */
export const soakCompose = async (options: {readonly log?: (text: string) => void}): Promise<ComposeReport> => {
	const report: ComposeReport = {held: [], wrong: []};
	const folder = mkdtempSync(join(tmpdir(), 'usher-compose-'));
	const stops: (() => Promise<unknown>)[] = [async () => rmSync(folder, {recursive: true, force: true})];
	const docker: Docker = command => ended(spawn('sh', ['-c', command], {stdio: 'pipe', cwd: folder, env: variables}));
	try {
		const add = (stop: () => Promise<void>): void => {
			stops.push(stop);
		};
		openNetwork(add);
		const company = await openCompany(folder, nodeAddress, add);
		stops.push(() => docker(`docker compose down --volumes; docker rmi --force ${image} ${ownBase}`));
		await tryFile(folder, company, docker, (what, holds, said) => {
			const told = typeof said === 'string' ? said : `exit code ${said?.code}\n${said?.stdout}${said?.stderr}`;
			(holds ? report.held : report.wrong).push(holds || said === undefined ? what : `${what}: ${told}`);
			options.log?.(`${holds ? 'held' : 'WRONG'}: ${what}`);
		});
	} finally {
		for (const stop of stops.reverse()) await stop();
	}
	return report;
};
