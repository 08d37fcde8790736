import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { enrolledElsewhere } from "../../shared/errors/ssh-errors.ts";
import { makeControlFolder } from "../bootstrap/control-folder.ts";
import { probeHost } from "../bootstrap/probe-host.ts";
import { createSshSession, type SshSession } from "../bootstrap/ssh-session.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { mapLimited } from "../cluster/map-limited.ts";
import { toSshTarget } from "../cluster/ssh-targets.ts";
import { trustHostKeys, type UnknownHostKey } from "../cluster/trust-host-keys.ts";
import { findKeystores } from "../keystore/find-keystores.ts";
import { socketFolder } from "../transport/socket-folder.ts";
import type { SeenHost } from "./match-hosts.ts";
import type { NamedHost } from "./named-hosts.ts";
import { readNodeHost } from "./read-node-host.ts";

/** A host that was logged in to. */
export interface SurveyedNode extends SeenHost {
  readonly session: SshSession;
  /** Name of the cluster of pharosctl's whose agent is there already. */
  readonly member?: string;
}

const PARALLEL = 32;
const CONNECT_TIMEOUT_SECONDS = 5;

/**
 * Logs in to every host, looks at it, and hands all of them to `use`; connections end with it. Nothing is
 * put on a host. Throws `HOSTS_UNREACHABLE` with an error per host.
 */
export const withNodes = async <Result>(
  context: CommandContext,
  named: readonly NamedHost[],
  confirmHostKeys: (keys: readonly UnknownHostKey[]) => Promise<boolean>,
  use: (nodes: readonly SurveyedNode[]) => Promise<Result>,
): Promise<Result> => {
  const now = (): Date => new Date(context.clock.nowMs());
  const base = join(context.home, ".pharos");
  await mkdir(base, { recursive: true, mode: 0o700 });
  // The same that a first apply goes on with: what is confirmed here is asked once.
  const knownHostsFile = join(base, "known_hosts");
  const control = await makeControlFolder(socketFolder(), now);
  const ssh = {
    knownHostsFiles: [
      join(context.home, ".ssh", "known_hosts"),
      knownHostsFile,
      // Of clusters that this machine looks after: the one whose cluster.yml is lost may be among them.
      ...(await findKeystores(base)).map(({ folder }) => join(folder, "known_hosts")),
    ],
    connectTimeoutSeconds: CONNECT_TIMEOUT_SECONDS,
    controlFolder: control.path,
  };
  const targets = named.map((host) => toSshTarget(host, context.home, existsSync));
  const sessions = targets.map((target) => createSshSession(target, ssh));
  try {
    const refusals = await trustHostKeys(targets, {
      ssh,
      parallel: PARALLEL,
      knownHostsFile,
      confirmHostKeys,
    });
    const looks = sessions.map((session, at) => ({
      session,
      named: named[at],
      refusal: refusals[at],
    }));
    const results = await mapLimited(looks, PARALLEL, async ({ session, named: host, refusal }) => {
      try {
        if (refusal !== undefined) throw refusal;
        if (host === undefined) throw new RangeError("a session has its host");
        return { node: await look(session, host, now) };
      } catch (error) {
        return { host: session.target.name, error: toPharosError(error) };
      }
    });
    const failures = results.flatMap((result) => (result.error === undefined ? [] : [result]));
    if (failures.length > 0)
      throw hostsUnreachable({ hosts: failures.length, before: "any change" }, { hosts: failures });
    return await use(results.flatMap((result) => (result.node === undefined ? [] : [result.node])));
  } finally {
    await Promise.allSettled(sessions.map((session) => session.close()));
    await control.remove();
  }
};

const look = async (
  session: SshSession,
  named: NamedHost,
  now: () => Date,
): Promise<SurveyedNode> => {
  const member = await findMember(session, now);
  const host = await readNodeHost(session);
  return { session, named, host, ...(member === undefined ? {} : { member }) };
};

/** Any agent is a stranger's here; whoever cannot be a host of ours is refused. */
const findMember = async (session: SshSession, now: () => Date): Promise<string | undefined> => {
  try {
    await probeHost(session, { clusterId: undefined, now });
    return undefined;
  } catch (error) {
    if (!enrolledElsewhere.is(error)) throw error;
    const { clusterName, cluster } = error.fields;
    return String(clusterName === "" ? cluster : clusterName);
  }
};
