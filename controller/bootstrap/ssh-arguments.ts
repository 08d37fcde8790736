import type { SshBastion, SshEndpoint, SshTarget } from "./ssh-target.ts";

/** Files and limits that all connections of one invocation share. */
export interface SshSettings {
  /** The user's own known_hosts files first, then the cluster's. Read only. */
  readonly knownHostsFiles: readonly string[];
  /** Private folder (0700) for control sockets; `undefined`: each call connects anew. */
  readonly controlFolder?: string;
  readonly connectTimeoutSeconds: number;
}

/** Options that hold for every call: nobody is asked anything, unknown and changed keys are refused. */
const FIXED: readonly string[] = [
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "ForwardAgent=no",
  "ForwardX11=no",
  "ClearAllForwardings=yes",
  "PermitLocalCommand=no",
  "ServerAliveInterval=15",
  "ServerAliveCountMax=4",
  "LogLevel=ERROR",
];

/** Arguments of `ssh` up to and with the destination; the remote command follows. Pure. */
export const sshArguments = (target: SshTarget, settings: SshSettings): readonly string[] => [
  ...options([
    ...FIXED,
    `ConnectTimeout=${connectTimeoutSeconds(target, settings)}`,
    `UserKnownHostsFile=${settings.knownHostsFiles.map(quoteOption).join(" ")}`,
    ...pin(target),
    ...control(settings),
    ...proxy(target, settings),
  ]),
  ...where(target),
];

/**
 * Arguments of an `ssh` whose standard input and output are a connection to `port` on the host's own
 * loopback. It shares no connection: it ends with its pipes, and with nothing else.
 */
export const tunnelArguments = (
  target: SshTarget,
  { knownHostsFiles, connectTimeoutSeconds }: SshSettings,
  port: number,
): readonly string[] => [
  "-W",
  `127.0.0.1:${port}`,
  "-o",
  "ControlPath=none",
  ...sshArguments(target, { knownHostsFiles, connectTimeoutSeconds }),
];

/**
 * The name of a pinned key in known_hosts. OpenSSH looks under it and finds no other key, whatever
 * else is known of the address.
 */
export const pinnedName = (fingerprint: string): string =>
  `pinned-${Buffer.from(fingerprint.replace("SHA256:", ""), "base64").toString("hex")}`;

/** Seconds until a server has said its name; on the way through a bastion that takes the bastion's login too. */
export const connectTimeoutSeconds = (
  { bastion, proxyCommand }: Pick<SshEndpoint, "bastion" | "proxyCommand">,
  settings: Pick<SshSettings, "connectTimeoutSeconds">,
): number => {
  const isDirect = bastion === undefined && proxyCommand === undefined;
  return settings.connectTimeoutSeconds * (isDirect ? 1 : DETOUR_FACTOR);
};

const DETOUR_FACTOR = 3;

const pin = ({ hostKey }: SshBastion): readonly string[] =>
  hostKey === undefined ? [] : [`HostKeyAlias=${pinnedName(hostKey)}`];

/** The part of the arguments that says who and where; shared with the scan for host keys. */
export const where = (target: SshBastion): readonly string[] => [
  ...identity(target.keyPath),
  ...(target.port === undefined ? [] : ["-p", String(target.port)]),
  ...(target.user === undefined ? [] : ["-l", target.user]),
  "--",
  target.address,
];

/** ProxyCommand or ProxyJump as options; a jump with its own key or port needs a command of its own. */
export const proxy = (
  { proxyCommand, bastion }: Pick<SshEndpoint, "proxyCommand" | "bastion">,
  settings: Pick<SshSettings, "knownHostsFiles" | "connectTimeoutSeconds">,
): readonly string[] => {
  if (proxyCommand !== undefined) return [`ProxyCommand=${proxyCommand}`];
  if (bastion === undefined) return [];
  return [`ProxyCommand=${bastionCommand(bastion, settings)}`];
};

const bastionCommand = (
  bastion: SshBastion,
  settings: Pick<SshSettings, "knownHostsFiles" | "connectTimeoutSeconds">,
): string => {
  const nested = bastion.proxyCommand === undefined ? [] : [`ProxyCommand=${bastion.proxyCommand}`];
  const argv = [
    "ssh",
    ...options([
      ...FIXED.filter((option) => option !== "ClearAllForwardings=yes"),
      `ConnectTimeout=${settings.connectTimeoutSeconds}`,
      `UserKnownHostsFile=${settings.knownHostsFiles.map(quoteOption).join(" ")}`,
      "ControlPath=none",
      ...pin(bastion),
      ...nested,
    ]),
    "-W",
    "[%h]:%p",
    ...where(bastion),
  ];
  // OpenSSH hands a ProxyCommand to a shell after it has expanded %-tokens.
  return argv
    .map((word) => (word === "[%h]:%p" ? word : quoteWord(word.replaceAll("%", "%%"))))
    .join(" ");
};

const control = ({ controlFolder }: SshSettings): readonly string[] =>
  controlFolder === undefined
    ? []
    : [
        "ControlMaster=auto",
        `ControlPath=${quoteOption(`${controlFolder}/%C`)}`,
        "ControlPersist=60",
      ];

const identity = (keyPath: string | undefined): readonly string[] =>
  keyPath === undefined ? [] : ["-i", keyPath, "-o", "IdentitiesOnly=yes"];

const options = (list: readonly string[]): readonly string[] =>
  list.flatMap((option) => ["-o", option]);

/** One word for ssh's own configuration parser. */
export const quoteOption = (word: string): string => `"${word.replaceAll('"', '\\"')}"`;

/** One word for a POSIX shell: the only way a text gets into a remote command. */
export const quoteWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
