import {useEffect} from 'react';
import type {Shape} from './tree/shape.ts';

/** Makes ready what a search needs while nobody is typing, a few milliseconds at a time: the first letter is then as quick as the others. */
export const useWarmSearch = (shape: Shape | undefined): void => {
	useEffect(() => {
		if (shape === undefined) return;
		let timer: NodeJS.Timeout | undefined;
		const step = (): void => {
			if (!shape.warm()) timer = setTimeout(step, 0);
		};
		timer = setTimeout(step, 50);
		return () => clearTimeout(timer);
	}, [shape]);
};
