import { join } from "node:path";
import { uploadCorrupted } from "../../shared/errors/bootstrap-errors.ts";
import { once } from "../engine/once.ts";
import type { Distribution, DistributionFile } from "./distribution.ts";
import { holdOnHost, WAIT_FOR_END } from "./hold-on-host.ts";
import type { HostProbe } from "./probe-host.ts";
import type { SshSession } from "./ssh-session.ts";

/** Runtime and agent in a temporary folder of a host: nothing is installed. */
export interface StagedAgent {
  readonly folder: string;
  /** Runs the staged agent as root. Throws `SSH_CONNECTION_LOST` when the host has removed it. */
  readonly argv: (args: readonly string[]) => readonly string[];
  /** As soon as it is not needed any more, and at the end of the invocation in any case. */
  readonly remove: () => Promise<void>;
}

/**
 * Fixed texts for `sh -c`; what varies comes as positional parameters.
 *
 * A folder of ours has an open lock on it for as long as its CLI lives. One without is a dead CLI's
 * and goes at once; /root, which nobody else can open, keeps two of these from meeting half-way.
 */
const KEEP_FOLDER = `umask 077
exec 8</root && flock -w 20 8 || exit 1
find /var/tmp -maxdepth 1 -name 'pharos.????????' -type d -user root -exec flock -n {} rm -rf -- {} \\;
folder=$(mktemp -d /var/tmp/pharos.XXXXXXXX) && exec 9<"$folder" && flock -n 9 || exit 1
exec 8<&-
trap 'rm -rf -- "$folder"' EXIT
trap 'exit 1' HUP INT TERM
printf '%s\\n' "$folder"
${WAIT_FOR_END}`;
const RECEIVE = 'umask 077 && gzip -dc >"$1" && chmod "$2" "$1" && sha256sum "$1"';
const UPLOAD_LIMIT_MS = 10 * 60_000;

/**
 * Sends runtime and agent, compressed, into a folder that only root can read, and checks that they
 * arrived. A runtime that is installed already (its folder is named by its hash) is not sent again.
 */
export const stageAgent = async (
  session: SshSession,
  probe: HostProbe,
  distribution: Distribution,
): Promise<StagedAgent> => {
  const hold = await holdOnHost(session, {
    step: "make a temporary folder",
    what: "the staged agent",
    script: KEEP_FOLDER,
  });
  const { said: folder, lost } = hold;
  const remove = once(hold.release);
  try {
    const runtime = await stageRuntime(session, probe, distribution, folder);
    const bundle = join(folder, "pharos-agent.cjs");
    await send(session, distribution.bundle, bundle, "0600");
    const argv = (args: readonly string[]): readonly string[] => {
      lost.throwIfAborted();
      return [runtime, bundle, ...args];
    };
    return { folder, argv, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};

/** Folder name of a runtime below /opt/pharos/runtime. */
const runtimeFolder = (nodeVersion: string, sha256: string): string =>
  `node-${nodeVersion}-${sha256.slice(0, 12)}`;

const stageRuntime = async (
  session: SshSession,
  probe: HostProbe,
  distribution: Distribution,
  folder: string,
): Promise<string> => {
  const file = distribution.runtime(probe.architecture);
  const name = runtimeFolder(distribution.nodeVersion, file.sha256);
  if (probe.runtime === name) return `/opt/pharos/runtime/${name}/node`;
  const path = join(folder, "node");
  await send(session, file, path, "0700");
  return path;
};

const send = async (
  session: SshSession,
  file: DistributionFile,
  path: string,
  mode: string,
): Promise<void> => {
  const printed = await session.runAsRoot({
    step: `send ${path}`,
    argv: ["sh", "-c", RECEIVE, "sh", path, mode],
    input: file.open(),
    limitMs: UPLOAD_LIMIT_MS,
  });
  if (!printed.startsWith(file.sha256))
    throw uploadCorrupted({ host: session.target.name, file: path });
};
