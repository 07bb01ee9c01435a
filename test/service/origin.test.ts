import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {pathsOf} from '../../source/platform/settings/paths.ts';
import {originPaths, originText} from '../../source/service/origin.ts';
import {testFolder} from '../helpers/folder.ts';

test('a profile goes back to where it was, whoever takes it back and from wherever', () => {
	const file = join(testFolder(), 'taken-from.json');
	for (const environment of [{USHER_HOME: 'here', HOME: '/home/ada'}, {}, {HOME: '', XDG_CONFIG_HOME: '/srv/config'}]) {
		writeFileSync(file, originText(environment));
		expect(originPaths(file, 'fabrikam')).toEqual(pathsOf({environment, profile: 'fabrikam'}));
		expect(originText(environment)).not.toContain('"here"');
		expect(originText(environment)).toMatch(/"HOME": "\//);
	}
	for (const text of ['', 'null', '{"environment": 5}', '[]']) {
		writeFileSync(file, text);
		expect(originPaths(file, 'fabrikam')).toBeUndefined();
	}
	expect(originPaths(join(file, 'none'), 'fabrikam')).toBeUndefined();
});
