// Stands in for Ink's change of a line in the bundle: cell by cell where that can be told, else Ink's own.
import lineUpdate from 'usher:ink-line-update';
import {cellChanges} from '../source/ui/terminal/frames/cell-changes.ts';

export default (previous, next, columns) =>
	(columns > 0 ? cellChanges(previous, next, columns) : undefined) ?? lineUpdate(previous, next, columns);
