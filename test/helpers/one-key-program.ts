// Loaded before the program where many are started that make a certificate: its key comes from the file that ONE_KEY names.
import {createPrivateKey, createPublicKey, webcrypto} from 'node:crypto';
import {readFileSync} from 'node:fs';
import process from 'node:process';

type Make = (...given: readonly unknown[]) => Promise<unknown>;

const {subtle} = webcrypto;
const make = subtle.generateKey.bind(subtle) as Make;
const given: Make = async (...parameters) => {
	const [algorithm, extractable] = parameters as [{readonly name: string; readonly hash: string}, boolean];
	if (!algorithm.name.startsWith('RSA')) return make(...parameters);
	const key = createPrivateKey(readFileSync(process.env.ONE_KEY ?? ''));
	const secret = key.export({type: 'pkcs8', format: 'der'});
	const open = createPublicKey(key).export({type: 'spki', format: 'der'});
	return {
		privateKey: await subtle.importKey('pkcs8', secret, algorithm, extractable, ['sign']),
		publicKey: await subtle.importKey('spki', open, algorithm, true, ['verify']),
	};
};
Object.assign(subtle, {generateKey: given});
