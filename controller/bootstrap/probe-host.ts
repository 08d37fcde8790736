import {
  architectureUnsupported,
  clockOff,
  enrolledElsewhere,
  noSystemd,
  osUnsupported,
  sudoRefused,
} from "../../shared/errors/ssh-errors.ts";
import { CLOCK_LIMIT_MS, clockOffsetMs } from "./clock-offset.ts";
import { PROBE_SCRIPT } from "./probe-script.ts";
import type { SshSession } from "./ssh-session.ts";

export interface HostProbe {
  readonly architecture: "amd64" | "arm64";
  readonly os: { readonly id: string; readonly versionId: string; readonly prettyName: string };
  /** The host's clock minus ours, seconds. */
  readonly clockOffsetSeconds: number;
  /** An agent that is there already; foreign: of a cluster whose keys are not here, which is taken over. */
  readonly agent?: {
    readonly clusterId: string;
    readonly host: string;
    readonly isForeign: boolean;
  };
  /** Targets of the `current` links below /opt/pharos: what need not be sent again. */
  readonly runtime?: string;
  readonly bundle?: string;
}

export interface ProbeOptions {
  /** The cluster that a host's agent may belong to. */
  readonly clusterId: string | undefined;
  readonly now: () => Date;
  /** Name or id of a cluster whose hosts are taken over: its agents are no reason to refuse. */
  readonly takeOver?: string;
}

const ARCHITECTURES: Readonly<Record<string, "amd64" | "arm64">> = {
  x86_64: "amd64",
  aarch64: "arm64",
};
const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  ubuntu: ["20.04", "22.04", "24.04", "26.04"],
  debian: ["12", "13"],
};

/** Looks at a host over SSH, in one round trip, and refuses it when it cannot be one of ours. */
export const probeHost = async (session: SshSession, options: ProbeOptions): Promise<HostProbe> => {
  const sentMs = options.now().getTime();
  const { stdout } = await session.run({
    step: "look at the host",
    argv: ["sh", "-s"],
    input: PROBE_SCRIPT,
    limitMs: 30_000,
  });
  const answeredMs = options.now().getTime();
  const answers = parseProbe(stdout);
  return judge(session, answers, { sentMs, answeredMs, options });
};

/** Lines `key=value`; quotes around a value (os-release) are taken off. */
const parseProbe = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      if (at < 1) return [];
      return [[line.slice(0, at), line.slice(at + 1).replaceAll(/^["']|["']$/g, "")] as const];
    }),
  );

interface Moment {
  readonly sentMs: number;
  readonly answeredMs: number;
  readonly options: ProbeOptions;
}

const judge = (
  session: SshSession,
  answers: ReadonlyMap<string, string>,
  moment: Moment,
): HostProbe => {
  const { name: host, user } = session.target;
  const machine = answers.get("architecture") ?? "unknown";
  const architecture = ARCHITECTURES[machine];
  if (architecture === undefined) throw architectureUnsupported({ host, architecture: machine });
  if (answers.get("systemd") !== "yes") throw noSystemd({ host });
  const os = readOs(host, answers);
  if (answers.get("root") !== "yes") throw sudoRefused({ host, user });
  const clockOffsetSeconds = clockOffset(answers.get("clock"), moment);
  if (Math.abs(clockOffsetSeconds) * 1000 > CLOCK_LIMIT_MS) {
    throw clockOff({ host, seconds: Math.round(clockOffsetSeconds) });
  }
  const agent = readAgent(host, answers, moment.options);
  const runtime = present(answers.get("runtime"));
  const bundle = present(answers.get("agent"));
  return {
    architecture,
    os,
    clockOffsetSeconds,
    ...(agent === undefined ? {} : { agent }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(bundle === undefined ? {} : { bundle }),
  };
};

const readOs = (host: string, answers: ReadonlyMap<string, string>): HostProbe["os"] => {
  const id = answers.get("os") ?? "";
  const versionId = answers.get("os_version") ?? "";
  const prettyName = answers.get("os_name") ?? `${id} ${versionId}`;
  if (!SYSTEMS[id]?.includes(versionId)) throw osUnsupported({ host, system: prettyName.trim() });
  return { id, versionId, prettyName };
};

const clockOffset = (clock: string | undefined, { sentMs, answeredMs }: Moment): number => {
  const theirsMs = Number(clock) * 1000;
  if (!Number.isFinite(theirsMs)) return 0;
  return clockOffsetMs(theirsMs, sentMs, answeredMs) / 1000;
};

const readAgent = (
  host: string,
  answers: ReadonlyMap<string, string>,
  options: ProbeOptions,
): HostProbe["agent"] => {
  const clusterId = present(answers.get("agent_cluster"));
  if (clusterId === undefined) return undefined;
  const clusterName = answers.get("agent_cluster_name") ?? "";
  const isForeign = clusterId !== options.clusterId;
  const isTakenOver = [clusterId, present(clusterName)].includes(options.takeOver ?? "");
  if (isForeign && !isTakenOver) {
    throw enrolledElsewhere({ host, cluster: clusterId, clusterName });
  }
  return { clusterId, host: answers.get("agent_host") ?? "", isForeign };
};

const present = (text: string | undefined): string | undefined => (text === "" ? undefined : text);
