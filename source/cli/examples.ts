/** Examples for `--help`, by command. */
export const examples: Readonly<Record<string, readonly string[]>> = {
	setup: [
		'usher setup                         one step at a time; leave and come back at any time',
		'usher --profile fabrikam setup      another tenant and organisation beside the first',
	],
	demo: [
		'usher demo                          look around',
		'usher demo --users 5000             with a company of 5,000 people',
		'usher demo --server vaultwarden     how it is with Vaultwarden',
		'usher demo --text > story.txt       the whole story in text',
	],
	practice: ['usher practice serve --users 200 --write-ca ca.pem'],
	'practice serve': [
		'usher practice serve --write-ca ca.pem > env.sh &     leave it running',
		'. ./env.sh && usher plan                              in another shell',
		'usher practice serve --latency 40 --users 50000       a slow, large tenant',
	],
	test: [
		'usher test                          everyone who would be in, held or out',
		'usher test ada@fabrikam.example     why this person is in or out',
		'usher test --json | jq .people      for a script',
	],
	plan: [
		'usher plan                          what a sync would do now',
		'usher plan --all | less             every single change',
		'usher plan --out plan.json          keep it, for a colleague to read',
		'usher plan --detailed-exit-code     0 nothing to do, 20 changes',
	],
	sync: [
		'usher sync                          apply what the guard lets pass',
		'usher sync --first-run --allow-invites 120',
		'usher sync --plan plan.json         exactly the plan that was reviewed',
		'usher sync --allow-removals 40      a department has left, this is right',
		'usher sync --json > report.json     for monitoring',
	],
	watch: [
		'usher watch                         stay up, sync on the interval',
		'usher --log-format json watch       for a log collector',
		'kill -HUP $(pidof -x usher)         sync at once',
	],
	service: [
		'usher service install --dry-run      what it would do',
		'usher service print cron             a line for crontab -e',
		'usher service exec -- plan --all     look at a plan that waits',
	],
	status: ['usher status', 'usher status --json | jq .lastRun.outcome'],
	history: [
		'usher history',
		'usher history 01J9',
		'usher history --limit 100 --json',
		'usher history 01J9 --csv > changes.csv',
	],
	undo: [
		'usher undo 20261122-0701             what it would give back, then a question',
		'usher undo 20261122-0701 --yes --hold-days 14',
	],
	problems: [
		'usher problems                      what needs a person, each with its key',
		'usher problems --acknowledge 4f1c   known; runs end with 0 again',
	],
	doctor: ['usher doctor', 'usher --profile fabrikam doctor', 'usher doctor --json'],
	config: [
		'usher config list',
		'usher config set sync.groupFilter "include:Engineering,Finance"',
		'usher config set entra.tenant fabrikam.onmicrosoft.com',
	],
	'config list': ['usher config list', 'usher config list --changed'],
	'config get': ['usher config get sync.userFilter'],
	'config set': [
		'usher config set sync.groupFilter "include:Engineering,Finance"',
		'usher config set sync.protect ada@fabrikam.example,alan@fabrikam.example',
		'usher config set bitwarden.url https://bitwarden.eu',
	],
	'config unset': ['usher config unset sync.userFilter'],
	'config path': ['usher config path'],
	secret: ['usher secret where', 'usher secret set bitwarden'],
	'secret set': [
		'usher secret set entra                       asks, without showing what is typed',
		'pass show usher/entra | usher secret set entra',
		'usher secret set bitwarden --file key.txt',
	],
	'secret clear': ['usher secret clear entra'],
	'secret rotate': ['usher secret rotate', 'USHER_NEW_PASSPHRASE_FILE=/root/phrase usher secret rotate'],
	'secret where': ['usher secret where', 'usher secret where --json'],
	reset: ['usher reset', 'usher reset --yes && usher plan'],
};
