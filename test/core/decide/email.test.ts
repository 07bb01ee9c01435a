import {expect, test} from 'vitest';
import {emailFlaw, emailOf} from '../../../source/core/decide/email.ts';

const person = (mail: string | undefined, upn: string) => (mail === undefined ? {upn} : {mail, upn});

test.each([
	['mail first', ' Ann@Contoso.COM ', 'a@x.com', 'ann@contoso.com'],
	['no mail: the sign-in name', undefined, ' Ann@X.com', 'ann@x.com'],
	['blank mail: the sign-in name', '  ', 'ann@x.com', 'ann@x.com'],
	['mail at the starting domain: the sign-in name', 'ann@contoso.onmicrosoft.com', 'ann@x.com', 'ann@x.com'],
	['the same in China', 'ann@contoso.partner.onmschina.cn', 'ann@x.com', 'ann@x.com'],
	['the same in the US Government', 'ann@contoso.onmicrosoft.us', 'ann@x.com', 'ann@x.com'],
	['a domain that only looks like it', 'ann@notonmicrosoft.com', 'a@x.com', 'ann@notonmicrosoft.com'],
	['both at the starting domain', 'a@c.onmicrosoft.com', 'b@c.onmicrosoft.com', 'b@c.onmicrosoft.com'],
	['rather the starting domain than none', 'a@c.onmicrosoft.com', 'a_c#EXT#@x.onmicrosoft.com', 'a@c.onmicrosoft.com'],
	['other scripts', 'анна@почта.рф', 'a@x.com', 'анна@почта.рф'],
	['an encoded domain', 'a@xn--80a1acny.xn--p1ai', 'a@x.com', 'a@xn--80a1acny.xn--p1ai'],
	['a plus and an apostrophe', "o'neil+bw@x.co.uk", 'a@x.com', "o'neil+bw@x.co.uk"],
])('mail-then-upn: %s', (_name, mail, upn, email) => {
	expect(emailOf(person(mail, upn), 'mail-then-upn')).toBe(email);
	expect(emailFlaw(person(mail, upn), 'mail-then-upn')).toBeUndefined();
});

test('the setting may ask for one of them only', () => {
	expect(emailOf(person('ann@c.onmicrosoft.com', 'a@x.com'), 'mail')).toBe('ann@c.onmicrosoft.com');
	expect(emailOf(person(undefined, 'a@x.com'), 'mail')).toBe('');
	expect(emailOf(person('ann@x.com', 'A@y.com'), 'upn')).toBe('a@y.com');
});

test('the longest that can be sent is 256', () => {
	const at = (length: number) => `${'a'.repeat(length - 6)}@x.com`;
	expect(emailOf(person(at(256), ''), 'mail')).toBe(at(256));
	expect(emailFlaw(person(at(257), ''), 'mail')).toEqual({flaw: 'too-long', address: at(257)});
});

test.each([
	['none', undefined, ''],
	['external', undefined, 'ann_x.com#EXT#@contoso.onmicrosoft.com'],
	['malformed', 'ann', ''],
	['malformed', 'ann@contoso', ''],
	['malformed', 'ann@contoso.', ''],
	['malformed', 'ann@.com', ''],
	['malformed', 'ann@contoso.123', ''],
	['malformed', 'a b@x.com', ''],
	['malformed', 'a@b@x.com', ''],
	['malformed', '.a@x.com', ''],
	['malformed', 'a.@x.com', ''],
	['malformed', 'a..b@x.com', ''],
	['malformed', 'a,b@x.com', ''],
	['malformed', '<a@x.com>', ''],
	['malformed', 'a\u200b@x.com', ''],
	['malformed', '*@x.com', ''],
])('%s: %j, %j cannot be used', (flaw, mail, upn) => {
	expect(emailOf(person(mail, upn), 'mail-then-upn')).toBe('');
	expect(emailFlaw(person(mail, upn), 'mail-then-upn')?.flaw).toBe(flaw);
});

test('a malformed mail does not fall back to a sign-in name that nobody chose', () => {
	expect(emailOf(person('ann@', 'ann@x.com'), 'mail-then-upn')).toBe('');
});
