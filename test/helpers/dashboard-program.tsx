// The dashboard on a scripted profile, as a program of its own: for pseudo-terminals and pictures. Its options come as JSON.
import process from 'node:process';
import {startDashboard} from '../../source/ui/start.tsx';
import {fakeProfile, inviteRefusal, type ScriptOptions} from './fake-profile.ts';

const {guard, ...options} = JSON.parse(process.env.SCRIPT ?? '{}') as ScriptOptions & {readonly guard?: number};
const profile = fakeProfile({...options, ...(guard === undefined ? {} : {refusals: [inviteRefusal(guard)]})});
const code = await startDashboard({profile});
process.stdout.write(`left with ${code}, ${profile.records[0]?.outcome ?? 'no run'}\n`);
process.exitCode = code;
