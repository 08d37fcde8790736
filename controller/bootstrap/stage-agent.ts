import { join } from "node:path";
import { uploadCorrupted } from "../../shared/errors/bootstrap-errors.ts";
import type { Distribution, DistributionFile } from "./distribution.ts";
import type { HostProbe } from "./probe-host.ts";
import type { SshSession } from "./ssh-session.ts";

/** Runtime and agent in a temporary folder of a host: nothing is installed. */
export interface StagedAgent {
  readonly folder: string;
  /** Runs the staged agent as root. */
  readonly argv: (args: readonly string[]) => readonly string[];
  readonly remove: () => Promise<void>;
}

/** Fixed texts for `sh -c`; what varies comes as positional parameters. */
const MAKE_FOLDER = "umask 077 && mktemp -d /var/tmp/pharos.XXXXXXXX";
/** What a killed CLI left behind: folders of ours that nobody has touched for a day. */
const SWEEP =
  "find /var/tmp -maxdepth 1 -name 'pharos.????????' -type d -user root -mtime +0 -exec rm -rf -- {} +";
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
  const made = await session.runAsRoot({
    step: "make a temporary folder",
    argv: ["sh", "-c", `${SWEEP}; ${MAKE_FOLDER}`],
    limitMs: 30_000,
  });
  const folder = made.trim();
  const remove = once(async () => {
    await session.runAsRoot({
      step: "remove the temporary folder",
      argv: ["rm", "-rf", "--", folder],
      limitMs: 30_000,
    });
  });
  try {
    const runtime = await stageRuntime(session, probe, distribution, folder);
    const bundle = join(folder, "pharos-agent.cjs");
    await send(session, distribution.bundle, bundle, "0600");
    return { folder, argv: (args) => [runtime, bundle, ...args], remove };
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
};

/** The enrolment removes it as soon as it can, the end of the invocation in any case. */
const once = (action: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
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
