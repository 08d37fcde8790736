import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { insideNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost } from "./lab-state.ts";
import { pathExists } from "./path-exists.ts";
import { runChecked } from "./run-command.ts";
import { writeAtomic } from "./write-atomic.ts";

/** The lab's key for all hosts, made once per lab. Gives back the line for authorized_keys. */
export async function ensureSshKey(lab: LabPaths): Promise<string> {
  if (!(await pathExists(`${lab.sshKeyPath}.pub`))) {
    await rm(lab.sshKeyPath, { force: true });
    await generateKey("ed25519", lab.sshKeyPath, `lab-${lab.name}`);
  }
  return await readFile(`${lab.sshKeyPath}.pub`, "utf8");
}

/** A host's own keys, by their file name below /etc/ssh. */
export async function makeHostKeys(
  lab: LabPaths,
  host: string,
): Promise<ReadonlyMap<string, string>> {
  const dir = join(lab.labDir, `host-keys-${host}`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { mode: 0o700 });
  const keys = new Map<string, string>();
  for (const type of ["ed25519", "ecdsa"]) {
    const name = `ssh_host_${type}_key`;
    await generateKey(type, join(dir, name), `root@${host}`);
    keys.set(name, await readFile(join(dir, name), "utf8"));
    keys.set(`${name}.pub`, await readFile(join(dir, `${name}.pub`), "utf8"));
  }
  await rm(dir, { recursive: true });
  return keys;
}

/** Writes down which keys new hosts have, so that a client can be strict from its first connection on. */
export async function addKnownHosts(
  lab: LabPaths,
  hostKeys: ReadonlyMap<LabHost, readonly string[]>,
): Promise<void> {
  const lines = [...hostKeys].flatMap(([host, keys]) =>
    keys.map((key) => `${host.address},${host.name} ${key.split(" ").slice(0, 2).join(" ")}\n`),
  );
  const renewed = new Set([...hostKeys.keys()].map((host) => `${host.address},${host.name}`));
  const known = await readFile(lab.knownHostsPath, "utf8").catch(() => "");
  const kept = known
    .split("\n")
    .filter((line) => line !== "" && !renewed.has(line.split(" ")[0] ?? ""))
    .map((line) => `${line}\n`);
  await writeAtomic(lab.knownHostsPath, [...kept, ...lines].join(""));
}

/** The argument vector of an ssh that runs in the lab's network with the lab's key and strict host keys. */
export function sshArguments(
  lab: LabPaths,
  host: LabHost,
  user: string,
  remote: readonly string[],
  jump?: LabHost,
): readonly string[] {
  const options = [
    "-F/dev/null",
    `-oIdentityFile=${lab.sshKeyPath}`,
    "-oIdentitiesOnly=yes",
    `-oUserKnownHostsFile=${lab.knownHostsPath}`,
    "-oGlobalKnownHostsFile=/dev/null",
    "-oStrictHostKeyChecking=yes",
    "-oBatchMode=yes",
    "-oConnectTimeout=5",
    "-oLogLevel=ERROR",
  ];
  const through =
    jump === undefined
      ? []
      : [`-oProxyCommand=ssh ${options.join(" ")} -W %h:%p root@${jump.address}`];
  const command = remote.length === 0 ? [] : ["--", remote.map(quote).join(" ")];
  const target = `${user}@${host.address}`;
  return [...insideNetwork(lab), "ssh", ...options, ...through, target, ...command];
}

/** The remote side hands what it gets to a shell, so each argument is quoted to arrive as it is. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

async function generateKey(type: string, path: string, comment: string): Promise<void> {
  await runChecked(["ssh-keygen", "-q", "-t", type, "-N", "", "-C", comment, "-f", path]);
}
