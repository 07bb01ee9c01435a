// A tree of any size as numbered rows, of which only the asked ones are made. Pure.
// Costs grow with what is open, not with what there is: a closed group of 100,000 people is one number.

/** Nodes are numbers that the model understands; their ids are what stays the same when the model is built anew. */
export type TreeModel = {
	readonly roots: ArrayLike<number>;
	children(node: number): ArrayLike<number>;
	/** Has children, or may have them. */
	foldable(node: number): boolean;
	id(node: number): string;
	/** Opened from the start: while searching, so that what was found is seen. */
	opened?(node: number): boolean;
};

/** Paths of opened nodes: ids from the root, joined by `/`. A closed one of those that open by themselves is kept as `-path`. */
export type Open = ReadonlySet<string>;

type Branch = {
	readonly nodes: ArrayLike<number>;
	readonly path: string;
	readonly depth: number;
	/** Nodes on the way here: a group that contains itself is not unfolded again. */
	readonly above: readonly number[];
	readonly open: readonly {readonly index: number; readonly branch: Branch}[];
	readonly total: number;
};

export type TreeRow = {
	readonly node: number;
	readonly depth: number;
	readonly path: string;
	readonly open: boolean;
	readonly foldable: boolean;
	/** Stands above itself: a cycle, shown once. */
	readonly again: boolean;
	readonly parent: number | undefined;
};

export type TreeRows = {
	readonly total: number;
	rowAt(index: number): TreeRow | undefined;
	/** The row of a path, if its parents are open. */
	indexOf(path: string): number | undefined;
};

const joined = (path: string, id: string): string => (path === '' ? id : `${path}/${id}`);

const childPaths = (open: Open): ReadonlyMap<string, readonly string[]> => {
	const byParent = new Map<string, string[]>();
	for (const path of open) {
		if (path.startsWith('-')) continue;
		const cut = path.lastIndexOf('/');
		const parent = cut === -1 ? '' : path.slice(0, cut);
		const known = byParent.get(parent);
		if (known === undefined) byParent.set(parent, [path.slice(cut + 1)]);
		else known.push(path.slice(cut + 1));
	}
	return byParent;
};

/** The rows of a tree in which the given paths are open. */
export const treeRows = (model: TreeModel, open: Open): TreeRows => {
	const byParent = childPaths(open);
	const build = (nodes: ArrayLike<number>, path: string, depth: number, above: readonly number[]): Branch => {
		const wanted = new Set(byParent.get(path) ?? []);
		const opened: {index: number; branch: Branch}[] = [];
		let total = nodes.length;
		if (wanted.size > 0 || model.opened !== undefined) {
			for (let index = 0; index < nodes.length; index++) {
				const node = nodes[index]!;
				if (!model.foldable(node) || above.includes(node)) continue;
				const isWanted = wanted.size > 0 && wanted.has(model.id(node));
				const byItself = model.opened?.(node) === true;
				if (!isWanted && !byItself) continue;
				const own = joined(path, model.id(node));
				if (byItself && open.has(`-${own}`)) continue;
				const branch = build(model.children(node), own, depth + 1, [...above, node]);
				opened.push({index, branch});
				total += branch.total;
			}
		}
		return {nodes, path, depth, above, open: opened, total};
	};
	const root = build(model.roots, '', 0, []);

	const rowIn = (branch: Branch, wanted: number): TreeRow | undefined => {
		let index = wanted;
		for (const {index: at, branch: inner} of branch.open) {
			if (index <= at) break;
			if (index <= at + inner.total) return rowIn(inner, index - at - 1);
			index -= inner.total;
		}
		const node = branch.nodes[index];
		if (node === undefined) return undefined;
		const again = branch.above.includes(node);
		return {
			node,
			depth: branch.depth,
			path: joined(branch.path, model.id(node)),
			open: branch.open.some(one => one.index === index),
			foldable: !again && model.foldable(node),
			again,
			parent: branch.above.at(-1),
		};
	};

	const indexIn = (branch: Branch, ids: readonly string[]): number | undefined => {
		const [id, ...rest] = ids;
		for (let index = 0; index < branch.nodes.length; index++) {
			if (model.id(branch.nodes[index]!) !== id) continue;
			let row = index;
			for (const one of branch.open) if (one.index < index) row += one.branch.total;
			if (rest.length === 0) return row;
			const inner = branch.open.find(one => one.index === index);
			const within = inner === undefined ? undefined : indexIn(inner.branch, rest);
			return within === undefined ? undefined : row + 1 + within;
		}
		return undefined;
	};

	return {
		total: root.total,
		rowAt: index => (index < 0 || index >= root.total ? undefined : rowIn(root, index)),
		indexOf: path => indexIn(root, path.split('/')),
	};
};

/** The open paths after a row is opened or closed. */
export const withOpen = (open: Open, row: TreeRow, want: boolean, byItself: boolean): Open => {
	const next = new Set(open);
	if (want) {
		next.delete(`-${row.path}`);
		if (!byItself) next.add(row.path);
	} else {
		next.delete(row.path);
		if (byItself) next.add(`-${row.path}`);
	}
	return next;
};

/** The path of the row above in the tree; undefined for a root. */
export const parentPath = (path: string): string | undefined => {
	const cut = path.lastIndexOf('/');
	return cut === -1 ? undefined : path.slice(0, cut);
};
