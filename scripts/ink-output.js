// Stands in for Ink's frames in the bundle.
import Real from 'usher:ink-output';
import {byRows} from '../source/ui/terminal/frames/by-rows.ts';

export default byRows(Real);
