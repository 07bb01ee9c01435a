import {Text} from 'ink';
import {useState} from 'react';
import {afterEach, expect, test} from 'vitest';
import {Field} from '../../../source/ui/parts/field.tsx';
import {type Rendered, renderScreen} from '../../helpers/render.tsx';
import {keys} from '../../helpers/terminal.ts';

let screen: Rendered;
let submitted: string | undefined;
afterEach(() => screen.unmount());

const Form = ({mask}: {readonly mask?: string}) => {
	const [value, setValue] = useState('');
	const [sent, setSent] = useState('');
	return (
		<>
			<Field
				value={value}
				onChange={setValue}
				onSubmit={text => {
					submitted = text;
					setSent(text);
				}}
				placeholder="name"
				{...(mask === undefined ? {} : {mask})}
			/>
			<Text>value=[{value}]</Text>
			<Text>sent=[{sent}]</Text>
		</>
	);
};

const start = async (mask?: string) => {
	submitted = undefined;
	screen = renderScreen(<Form {...(mask === undefined ? {} : {mask})} />);
	await screen.waitFor('value=[]');
};

// Each of these is one write: that is how they arrive over a slow line.
test.each([
	['two backspaces', `abcd${keys.backspace}${keys.backspace}`, 'ab'],
	['typing then a backspace', `abc${keys.backspace}`, 'ab'],
	['a letter left of the last', `abc${keys.left}x`, 'abxc'],
	['deleting in the middle', `abcd${keys.left}${keys.left}${keys.backspace}X`, 'aXcd'],
	['home, then typing', `bc${keys.home}a`, 'abc'],
	['home, end, then typing', `ab${keys.home}${keys.end}c`, 'abc'],
	['Ctrl+U, then typing', `abc${keys.ctrl('u')}x`, 'x'],
	['Ctrl+U in the middle keeps what is right of it', `abcd${keys.left}${keys.left}${keys.ctrl('u')}`, 'cd'],
	['Ctrl+K in the middle keeps what is left of it', `abcd${keys.left}${keys.left}${keys.ctrl('k')}!`, 'ab!'],
	['Ctrl+W', `one two${keys.ctrl('w')}`, 'one '],
	['Ctrl+A and Ctrl+E', `bc${keys.ctrl('a')}a${keys.ctrl('e')}d`, 'abcd'],
	['Alt+B moves and types nothing', `ab${keys.alt('b')}x`, 'xab'],
	['Delete', `abc${keys.home}${keys.delete}`, 'bc'],
	['an emoji is one character', `a🚀${keys.backspace}`, 'a'],
	['a family is one character', `a👩‍👩‍👧${keys.backspace}b`, 'ab'],
	['accents go with their letter', `ae\u0301${keys.backspace}`, 'a'],
	['a paste loses its line ends', keys.paste('s3\ncret\r\n'), 's3cret'],
	['a paste in the middle', `ac${keys.left}${keys.paste('b')}`, 'abc'],
	['a paste loses control and bidirectional characters', keys.paste('a\x1b[31m\u202eb\u200bc\x00'), 'a[31mbc'],
	['unknown chords type nothing', `a${keys.ctrl('x')}${keys.ctrl('l')}${keys.alt('q')}b`, 'ab'],
	['arrows and Tab type nothing', `a${keys.up}${keys.down}${keys.tab}b`, 'ab'],
])('%s', async (_, typed, value) => {
	await start();
	screen.type(typed);
	await screen.waitFor(`value=[${value}]`);
	await screen.settled();
	expect(screen.text()).toContain(`value=[${value}]`);
});

test('a word and Enter in one write submits the word', async () => {
	await start();
	screen.type('secret\r');
	await screen.waitFor('sent=[secret]');
	expect(submitted).toBe('secret');
});

test('Enter submits the whole text, wherever the cursor stands', async () => {
	await start();
	screen.type(`abcd${keys.left}${keys.left}\r`);
	await screen.waitFor('sent=[abcd]');
});

test('a mask shows nothing of what is typed', async () => {
	screen = renderScreen(<MaskOnly />);
	screen.type(`hunter2${keys.left}${keys.left}`);
	await screen.waitFor('*******');
	await screen.settled();
	expect(screen.text()).not.toContain('h');
});

const MaskOnly = () => {
	const [value, setValue] = useState('');
	return <Field value={value} onChange={setValue} mask="*" />;
};
