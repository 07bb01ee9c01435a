import {useInput} from 'ink';
import {type Binding, keyName, press} from './keys.ts';

/**
 * Lets a list of bindings answer keys. A disabled key says why through `notice`.
 * `fallback` hears the names of keys that nothing is bound to.
 */
export const useKeys = <Context>(
	bindings: readonly Binding<Context>[],
	context: Context,
	options: {
		readonly isActive?: boolean;
		readonly notice?: (reason: string) => void;
		readonly fallback?: (name: string) => void;
	} = {},
): void => {
	useInput(
		(input, key) => {
			const name = keyName(input, key);
			if (name === undefined) return;
			const pressed = press(bindings, name, context);
			if (pressed.kind === 'bound') pressed.binding.run(context);
			else if (pressed.kind === 'disabled') options.notice?.(pressed.reason);
			else options.fallback?.(name);
		},
		{isActive: options.isActive ?? true},
	);
};
