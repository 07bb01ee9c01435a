// Named by the build wherever `Intl.Segmenter` stands.
export {QuickSegmenter as __Segmenter} from '../source/platform/text/quick-segmenter.ts';
