import {dirname} from 'node:path';
import type {HandOver, HandOverFile} from './hand-over.ts';
import {timerWords} from './scheduled-words.ts';

/** `watch` stays up and syncs on the interval; `timer` starts one sync at a time. */
export type SystemdShape = 'watch' | 'timer';

/** Name of the unit without its ending. */
export const unitName = (profile: string): string => `usher-${profile}`;

/** Folder in which systemd looks for units that an administrator made. */
export const unitFolder = '/etc/systemd/system';

/** Quotes a value for a unit file; `%` starts a specifier there (systemd.unit, "Specifiers"). */
const quoted = (text: string): string =>
	`"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;

/** Quotes one word of a command line, where `$` is expanded as well (systemd.service, "Command lines"). */
const word = (text: string): string => quoted(text).replaceAll('$', '$$$$');

/**
 * Everything that a Node program talking HTTPS can do without (systemd.exec, "Sandboxing").
 * MemoryDenyWriteExecute is absent on purpose: V8 compiles into memory that is writable, then executable.
 * LimitCORE: what a core dump holds are the secrets.
 */
const sandbox = `NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectProc=invisible
ProcSubset=pid
ProtectHostname=yes
ProtectClock=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
PrivateIPC=yes
PrivateMounts=yes
DevicePolicy=closed
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
LimitCORE=0
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077`;

const isInHome = (path: string): boolean => /^\/(home|root|run\/user)(\/|$)/.test(path);

/** The folders under somebody's home that a program needs; nothing else of that home exists for the service. */
export const foldersInHomes = (program: HandOver['program']): readonly string[] => [
	...new Set(program.filter(isInHome).map(path => dirname(path))),
];

/** A program under somebody's home stays reachable, read-only, while the rest of that home does not exist for the service. */
const homes = (program: HandOver['program']): string => {
	const shown = foldersInHomes(program);
	return shown.length === 0
		? 'ProtectHome=yes'
		: `ProtectHome=tmpfs\n${shown.map(path => `BindReadOnlyPaths=${quoted(path)}`).join('\n')}`;
};

/** The rest of the disk is read-only to the service. A folder that is missing must not keep it from starting. */
const metricsFolder = (file: string | undefined): string =>
	file === undefined ? '' : `ReadWritePaths=${quoted(`-${dirname(file)}`)}\n`;

/**
 * No Wants=network-online.target: Usher waits for the network itself, and where something hinders that target (a
 * systemd-networkd that has nothing to do) the start would hang for minutes.
 */
const serviceText = (given: HandOver, shape: SystemdShape): string => {
	const words = shape === 'watch' ? ['watch'] : timerWords;
	// The path of the program itself is taken as it is.
	const [program, ...rest] = [...given.program, '--profile', given.profile, ...words] as const;
	const running =
		shape === 'watch'
			? // systemd-notify is a child of the program, so messages may come from all of the unit.
				'Type=notify\nNotifyAccess=all\nWatchdogSec=10min\nExecReload=/bin/kill -HUP $MAINPID\nRestart=on-failure\nRestartSec=30\nRestartPreventExitStatus=2 10\n'
			: 'Type=oneshot\nTimeoutStartSec=6h\n';
	return `[Unit]
Description=Usher keeps a Bitwarden organisation in step with Microsoft Entra ID (profile ${given.profile})
After=network-online.target

[Service]
${running}ExecStart=${[quoted(program), ...rest.map(word)].join(' ')}
User=${given.user}
Group=${given.user}
Environment=${quoted(`USHER_HOME=${given.home}`)}
EnvironmentFile=-${given.secretsFolder}/environment
${given.credentials.map(name => `LoadCredential=${name}:${given.secretsFolder}/${name}`).join('\n')}
StateDirectory=${given.home.replace(/^\/var\/lib\//, '')}
StateDirectoryMode=0700
# 14: done, with problems that need a person. Not a failure of the service.
SuccessExitStatus=14
TimeoutStopSec=3min
${homes(given.program)}
${metricsFolder(given.metricsFile)}${sandbox}
${shape === 'watch' ? '\n[Install]\nWantedBy=multi-user.target\n' : ''}`;
};

const timerText = (given: HandOver): string => `[Unit]
Description=Runs Usher every ${given.intervalMinutes} minutes (profile ${given.profile})

[Timer]
OnBootSec=2min
OnUnitInactiveSec=${given.intervalMinutes}min
RandomizedDelaySec=30

[Install]
WantedBy=timers.target
`;

/** One `NAME="value"` a line, for EnvironmentFile. */
const environmentText = (environment: HandOver['environment']): string =>
	Object.entries(environment)
		.map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`)
		.join('');

/**
 * The unit files of a profile: a hardened service, and a timer when it is not to stay up.
 *
 * @param given what runs, as whom and where; `home` lies under /var/lib, where StateDirectory is
 * @param shape `watch` for one long-lived service, `timer` for a sync each interval
 */
export const systemdFiles = (given: HandOver, shape: SystemdShape): readonly HandOverFile[] => {
	const unit = `${unitFolder}/${unitName(given.profile)}`;
	return [
		{path: `${unit}.service`, mode: 0o644, text: serviceText(given, shape)},
		...(shape === 'timer' ? [{path: `${unit}.timer`, mode: 0o644, text: timerText(given)}] : []),
		{path: `${given.secretsFolder}/environment`, mode: 0o600, text: environmentText(given.environment)},
	];
};
