// Every step's screen, at every size, in every kind of terminal: whole, and nothing over the edge.
import {expect, onTestFinished, test} from 'vitest';
import type {Capabilities} from '../../../source/ui/terminal/capabilities.ts';
import {widthOf} from '../../../source/ui/text/fit.ts';
import type {Wizard as WizardPort} from '../../../source/ui/wizard/create-wizard.ts';
import {stepIds} from '../../../source/ui/wizard/steps.ts';
import {Wizard} from '../../../source/ui/wizard/wizard.tsx';
import {fakeServices, type ServicesScript} from '../../helpers/fake-services.ts';
import {testFolder} from '../../helpers/folder.ts';
import {type Rendered, renderScreen} from '../../helpers/render.tsx';
import {keys} from '../../helpers/terminal.ts';
import {driveWizard} from '../../helpers/wizard.ts';

const open = (
	size: {readonly columns: number; readonly rows: number},
	capabilities: Partial<Capabilities> = {},
	script: ServicesScript = {region: 'com'},
): {wizard: WizardPort; screen: Rendered} => {
	const environment = {USHER_HOME: testFolder()};
	const {wizard} = driveWizard(environment, () => fakeServices(script));
	const screen = renderScreen(<Wizard wizard={wizard} environment={environment} />, {...size, capabilities});
	onTestFinished(() => screen.unmount());
	return {wizard, screen};
};

/** From the first step to the last, one call of `look` on each. */
const walk = async (
	wizard: WizardPort,
	screen: Rendered,
	look: (step: string) => void | Promise<void>,
): Promise<void> => {
	const seen = async (content: string | RegExp): Promise<void> => {
		await screen.waitFor(content);
		await screen.settled();
		await look(wizard.get().step);
	};
	await seen('Connect');
	screen.type(keys.enter);
	await seen('client_id');
	screen.type(`${keys.enter}${keys.paste('organization.5b1d7c02-6a4e-4d0b-9a55-0c8f3e2d7a19')}${keys.enter}`);
	screen.type(`${keys.paste('abcdefghijklmnopqrstuvwxyz0123')}${keys.enter}`);
	await screen.waitFor('domain of yours');
	screen.type(keys.paste('fabrikam.onmicrosoft.com'));
	await seen('Found the tenant');
	screen.type(keys.enter);
	await seen('In the portal');
	screen.type(`${keys.down}${keys.enter}`);
	await seen('First page of two');
	screen.type(`${keys.paste('2f6c1e88-90b7-4c55-8a3d-b1d9e4f7a0c3')}${keys.enter}`);
	await seen('Second page of two');
	screen.type(keys.enter);
	await screen.waitFor('its Value');
	screen.type(`${keys.paste('Xy78Q~abcdefghijklmnopqrstuvwxyz0123456')}${keys.enter}`);
	await seen('Signed in');
	screen.type(keys.enter);
	await seen('Everything that is needed');
	screen.type(keys.enter);
	await seen(/people and \d+ groups in/);
	screen.type(`include:Engineering${keys.enter}`);
	await seen(/of \d+ groups/);
	screen.type(keys.enter);
	await seen('All saved');
};

test.each([
	[80, 24],
	[100, 30],
	[120, 40],
	[200, 60],
])('at %i by %i every step is whole', async (columns, rows) => {
	const {wizard, screen} = open({columns, rows});
	const looked = new Set<string>();
	await walk(wizard, screen, step => {
		looked.add(step);
		const lines = screen.lines();
		expect(
			lines.filter(line => line.startsWith(' usher')),
			step,
		).toHaveLength(1);
		expect(lines[0], step).toMatch(/^ usher/);
		expect(lines.at(-1), step).toContain('save, quit');
		expect(Math.max(...lines.map(widthOf)), step).toBeLessThanOrEqual(columns);
		const edges = lines.filter(line => /^╰─+╯/.test(line));
		expect(edges.length, step).toBeGreaterThan(0);
		expect(lines.at(-3), step).toMatch(/^╰─/);
	});
	expect([...looked]).toEqual(stepIds);
});

test('where colours are not wanted there are none', async () => {
	const {wizard, screen} = open({columns: 80, rows: 24}, {colour: false});
	await walk(wizard, screen, step => {
		for (const row of screen.lines().keys())
			for (const cell of screen.cells(row)) expect(cell.foreground, `${step}: ${screen.lines()[row]}`).toBeUndefined();
	});
});

test('for a screen reader there are lines without frames, with where one is', async () => {
	const {wizard, screen} = open({columns: 80, rows: 60}, {screenReader: true});
	await walk(wizard, screen, () => {
		expect(screen.text()).not.toMatch(/[╭╮╰╯│]/);
	});
	expect(screen.text()).toContain('step 9 of 9');
});

test('the help lists the keys of the step, and gives the step back as it was', async () => {
	const {screen} = open({columns: 80, rows: 24});
	await screen.waitFor('Connect');
	await screen.settled();
	const before = screen.text();
	screen.type('?');
	await screen.waitFor('Keys');
	await screen.waitFor('everything so far is kept');
	screen.type(keys.escape);
	await screen.waitFor('Connect');
	await screen.settled();
	expect(screen.text()).toBe(before);
});

test('on every step the help says what each key of the footer does, and gives the step back as it was', async () => {
	const {wizard, screen} = open({columns: 80, rows: 24});
	const looked = new Set<string>();
	await walk(wizard, screen, async step => {
		looked.add(step);
		const before = screen.text();
		const footer = screen.lines().at(-1)?.trim().split(/ {2,}/) ?? [];
		screen.type(keys.ctrl('g'));
		await screen.waitFor('Esc closes');
		await screen.settled();
		const listed = screen.lines().map(line => /^│ {3}(\S.*?) {2,}\S/.exec(line)?.[1]?.split(' ') ?? []);
		for (const hint of footer) {
			const key = hint.split(' ')[0] ?? '';
			const named = key.length === 2 && key !== 'Up' ? [...key] : [key];
			expect(
				listed.some(names => named.some(name => names.includes(name))),
				`${step}: ${hint}\n${screen.text()}`,
			).toBe(true);
		}
		screen.type(keys.escape);
		await screen.waitGone('Esc closes');
		await screen.settled();
		expect(screen.text(), step).toBe(before);
	});
	expect([...looked]).toEqual(stepIds);
});

test('whatever is chosen on a line, its meaning is in sight', async () => {
	const {wizard, screen} = open({columns: 80, rows: 24});
	await walk(wizard, screen, async step => {
		if (step !== 'scope') return;
		for (const item of wizard.items().filter(one => one.kind === 'pick')) {
			wizard.core.patch({focus: {...wizard.get().focus, scope: item.id}});
			for (const _ of item.options) {
				wizard.pick(1);
				const chosen = item.options.find(({value}) => value === wizard.get().draft[item.id])?.label ?? '';
				await screen.waitFor(`● ${chosen}`);
			}
		}
		wizard.core.patch({focus: {...wizard.get().focus, scope: 'groupFilter'}});
		await screen.settled();
	});
});

test('another tenant makes the steps that rest on it open again', async () => {
	const {wizard, is, step} = driveWizard({USHER_HOME: testFolder()}, () => fakeServices());
	wizard.core.go('tenant');
	wizard.type('tenant', 'fabrikam.onmicrosoft.com');
	await is(({settings}) => settings.entra.tenant !== undefined, 'the tenant');
	for (const done of ['registration', 'credentials', 'permissions'] as const) wizard.core.finish(done);
	await wizard.core.save({'entra.tenant': '11111111-2222-4333-8444-555555555555'});
	wizard.type('tenant', 'fabrikam.example');
	wizard.onward();
	await step('registration');
	expect([...wizard.get().finished]).toEqual(['tenant']);
});
