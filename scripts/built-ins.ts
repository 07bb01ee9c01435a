// Node's own modules for the bundle, without what an ES module import of them does besides: it evaluates every getter
// of theirs, and so loads streams, Web Crypto, the standard streams and more that most commands never touch.
import {builtinModules} from 'node:module';
import process from 'node:process';
import type {Plugin} from 'esbuild';

const identifier = /^[A-Za-z_$][\w$]*$/;

/** An ES module of a built-in, in which nothing happens for a name that nobody imports. */
const moduleOf = (name: string): string => {
	const found = process.getBuiltinModule(name) as object;
	const names = Object.keys(Object.getOwnPropertyDescriptors(found)).filter(
		key => key !== 'default' && identifier.test(key),
	);
	return [
		`const it = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)});`,
		'export default it;',
		...names.map((key, at) => `const _${at} = /* @__PURE__ */ (() => it.${key})();`),
		`export {${names.map((key, at) => `_${at} as ${key}`).join(', ')}};`,
	].join('\n');
};

/** Puts these in the place of every `import … from 'node:…'`; `require` and `import()` are as ever. */
export const builtIns: Plugin = {
	name: 'built-ins',
	setup: plugin => {
		plugin.onResolve({filter: /^(?:node:)?[a-z_/]+[0-9]*$/}, ({path, kind, importer}) => {
			const bare = path.replace(/^node:/, '');
			if (kind !== 'import-statement' || !(path.startsWith('node:') || builtinModules.includes(bare))) return undefined;
			// One for each file that imports it, so that it stands in that file's chunk and not in one more of its own.
			return {path: `node:${bare} for ${importer}`, namespace: 'built-in', pluginData: `node:${bare}`};
		});
		plugin.onLoad({filter: /.*/, namespace: 'built-in'}, ({pluginData}) => ({
			contents: moduleOf(pluginData as string),
			loader: 'js',
		}));
	},
};
