// Stands in for Ink's cleaning of texts in the bundle.
import clean from 'usher:ink-sanitize-ansi';
import {rememberedCleaning} from '../source/ui/terminal/frames/remembered.ts';

export default rememberedCleaning(clean);
