// The image of the printed Containerfile, from a base that is made of this machine: no registry is asked.
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {containerfileText} from '../../../source/service/containers/containerfile.ts';
import {findTool, tool} from './tools.ts';

export const repository = new URL('../../..', import.meta.url).pathname;
export const base = 'docker.io/library/node:26-slim';

/** What the image's own commands, and those that are run in it, call. */
const programs = ['sh', 'env', 'ln', 'mkdir', 'chown', 'rm', 'cat', 'sleep', 'stat', 'id'];

/** A program with the libraries that it is linked with, as they lie here. */
const put = (root: string, from: string, to: string): void => {
	const libraries = spawnSync('ldd', [from], {encoding: 'utf8'}).stdout.match(/\/\S+/g) ?? [];
	for (const [source, target] of [[from, to], ...libraries.map(path => [path, path])] as [string, string][]) {
		if (existsSync(join(root, target))) continue;
		mkdirSync(dirname(join(root, target)), {recursive: true});
		cpSync(realpathSync(source), join(root, target));
	}
};

/** An archive of the files of a small machine with this Node.js. */
export const baseArchive = (folder: string): string => {
	const root = mkdtempSync(join(folder, 'base-'));
	put(root, process.execPath, '/usr/local/bin/node');
	for (const name of programs) put(root, tool(name), `/usr/bin/${name}`);
	mkdirSync(join(root, 'etc'));
	for (const folder of ['var/lib', 'tmp', 'run', 'proc', 'sys', 'dev'])
		mkdirSync(join(root, folder), {recursive: true});
	symlinkSync('usr/bin', join(root, 'bin'));
	writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
	writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
	const archive = join(folder, 'base.tar');
	execFileSync('tar', ['--create', '--file', archive, '--directory', root, '.']);
	rmSync(root, {recursive: true, force: true});
	return archive;
};

/** The image that a pod's other containers share their network with: it only waits. */
const pause = `FROM ${base}\nENTRYPOINT ["/usr/bin/sleep", "infinity"]\n`;

export type Podman = (words: readonly string[], input?: Buffer) => string;

/** Podman with a store of its own below that folder, so that nothing of this machine's is touched. */
export const ownPodman = (folder: string): Podman => {
	const runtime = findTool('runc');
	const at = (name: string): string => join(folder, 'podman', name);
	// Each of these is shared otherwise, whatever the store.
	const place = [
		...['--root', at('images'), '--runroot', at('running'), '--tmpdir', at('state'), '--volumepath', at('volumes')],
		...['--network-config-dir', at('networks'), '--cgroup-manager=cgroupfs', '--events-backend=none'],
	];
	return (words, input) =>
		execFileSync('podman', [...place, ...(runtime === undefined ? [] : ['--runtime', runtime]), ...words], {
			encoding: 'utf8',
			stdio: ['pipe', 'pipe', 'pipe'],
			maxBuffer: 1 << 28,
			...(input === undefined ? {} : {input}),
		});
};

/**
 * Builds the printed Containerfile with the built program.
 *
 * @param name the image, and `NAME-pause` beside it
 * @returns an archive that holds both
 */
export const buildImage = (folder: string, name: string): string => {
	const podman = ownPodman(folder);
	podman(['import', baseArchive(folder), base]);
	for (const [file, tag, context] of [
		[containerfileText(name), name, repository],
		[pause, `${name}-pause`, join(folder, 'podman')],
	] as const) {
		writeFileSync(join(folder, 'Containerfile'), file);
		podman([
			...['build', '--isolation=chroot', '--pull=never', '--file', join(folder, 'Containerfile')],
			...['--tag', tag, context],
		]);
	}
	const images = join(folder, 'images.tar');
	podman(['save', '--multi-image-archive', '--output', images, name, `${name}-pause`]);
	podman(['rmi', '--all', '--force']);
	return images;
};
