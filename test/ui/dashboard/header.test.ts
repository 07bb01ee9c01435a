import {expect, test} from 'vitest';
import {pathsOf} from '../../../source/platform/settings/paths.ts';
import {openSettings} from '../../../source/platform/settings/store.ts';
import {endingSpans} from '../../../source/ui/dashboard/header.ts';
import {testFolder} from '../../helpers/folder.ts';

test('the header says when the credential ends, from 30 days before on', () => {
	const now = new Date('2026-11-22T00:00:00Z');
	const spans = (ends: string) => {
		const environment = {USHER_HOME: testFolder(), USHER_CREDENTIAL_ENDS: ends};
		return endingSpans(openSettings({paths: pathsOf({environment, profile: 'default'}), environment}).settings, now);
	};
	expect(spans('2026-12-04T00:00:00Z')).toEqual([{text: '  client secret ends in 12 days', tone: 'warn'}]);
	expect(spans('2026-11-01T00:00:00Z')).toEqual([{text: '  client secret has ended', tone: 'warn'}]);
	expect(spans('2027-11-01T00:00:00Z')).toEqual([]);
});
