import type { Log } from "../shared/log/log.ts";
import type { Agent } from "./agent.ts";
import type { NodeApi } from "./host/node-api.ts";
import type { ProgramResult } from "./host/programs.ts";
import type { MaintenanceKeeper } from "./maintenance/maintenance-keeper.ts";
import type { MaintenanceState } from "./maintenance/maintenance-state.ts";
import type { Happening } from "./maintenance/perform-step.ts";
import type { Situation } from "./maintenance/situation.ts";
import { toErrorDetail } from "../shared/errors/error-detail.ts";
import type { FindingState, HostDrift } from "../shared/spec/drift.ts";
import { type RebootSpec, takesTurns, type UpgradeSpec } from "../shared/spec/maintenance-spec.ts";

export interface MaintenancePorts {
  readonly log: Log;
  readonly elapsedMs: () => number;
  /** Absent: the cluster cannot be asked, so nothing is ever done. */
  readonly nodeApi?: NodeApi;
  /** Runs a program as root and waits for it. */
  readonly runProgram: (argv: readonly string[]) => Promise<void>;
  /** The same, with its result whatever that is. */
  readonly tryProgram: (argv: readonly string[]) => Promise<ProgramResult>;
}

type Parts = Pick<
  Agent,
  "config" | "executor" | "host" | "spec" | "paths" | "now" | "note" | "drift"
>;

/** Loads what reboots this host and upgrades its packages when that is due. */
export const openMaintenance = async (
  agent: Parts,
  ports: MaintenancePorts,
): Promise<MaintenanceKeeper> => {
  const { openMaintenanceKeeper } = await import("./maintenance/maintenance-keeper.ts");
  const { createClusterLooker } = await import("./maintenance/cluster-view.ts");
  const { findBlockers } = await import("./maintenance/find-blockers.ts");
  const { toRebootProgram } = await import("./maintenance/reboot-program.ts");
  const { findSentinel } = await import("./maintenance/find-sentinel.ts");
  const { writeMaintenanceState } = await import("./maintenance/maintenance-state.ts");
  const { nodeApi: api = nobodyAnswers, elapsedMs, log } = ports;
  const { now, paths, host: machine, executor } = agent;
  const node = agent.config.host;
  const current = () => agent.spec.current()?.content;
  const host: Situation["host"] = {
    name: node,
    get isMaster() {
      return current()?.role === "master";
    },
  };
  const { files } = machine.reader;
  const blockers = {
    api,
    host,
    get address() {
      return current()?.address ?? "";
    },
    etcd: machine.reader.etcd,
    readAlerts,
  };
  return openMaintenanceKeeper({
    api,
    node,
    host,
    get kubernetesVersion() {
      return current()?.kubernetes.version ?? "";
    },
    now,
    elapsedMs,
    log,
    bootId: async () => (await files.read(BOOT_ID))?.trim() ?? "",
    spec: () => (current()?.ensure === "present" ? current()?.maintenance : undefined),
    currentRun: executor.currentRun,
    rebootNeeded: async ({ reboots }) =>
      reboots === undefined
        ? undefined
        : await findSentinel(reboots, { files, log, tryProgram: ports.tryProgram }),
    upgradeDueAtMs: async ({ upgrades }, { lastUpgrade }) => {
      if (upgrades === undefined) return undefined;
      const { upgradeDueAtMs } = await import("./maintenance/upgrade-due.ts");
      const last = lastUpgrade === undefined ? {} : { lastAtMs: lastUpgrade.startedAtMs };
      return await upgradeDueAtMs(upgrades, { host: node, nowMs: now().getTime(), ...last });
    },
    corrections: async (spec) =>
      takesTurns(spec) ? titlesOf((await agent.drift()).drift(), ["waiting"]) : [],
    correct: () => correctNow(agent.drift),
    looker: createClusterLooker({
      api,
      host,
      now,
      elapsedMs,
      findBlockers: () => findBlockers(blockers, current()?.maintenance.reboots),
    }),
    load: () => load(paths.maintenance, log),
    save: (state) => writeMaintenanceState(paths.maintenance, state),
    reboot: async () =>
      await ports.runProgram(toRebootProgram(current()?.maintenance.reboots ?? {})),
    upgrade: async (startedAtMs) => {
      const { upgradePackages } = await import("./maintenance/upgrade-packages.ts");
      const upgrades = current()?.maintenance.upgrades ?? NO_LONGER_WANTED;
      return await upgradePackages({ host: machine, now }, upgrades, startedAtMs);
    },
    announce: (happening) => announce(happening, { agent, api, log }),
    after: (ms, action) => {
      const timer = setTimeout(action, ms).unref();
      return () => clearTimeout(timer);
    },
    told: () => undefined,
  });
};

const titlesOf = ({ findings }: HostDrift, states: readonly FindingState[]): readonly string[] =>
  findings.filter(({ state }) => states.includes(state)).map(({ title }) => title);

/** Puts back what only a turn or a person lets the agent put back; gives what is left of it. */
const correctNow = async (drift: Agent["drift"]): Promise<readonly string[]> => {
  try {
    const keeper = await drift();
    const wanted = titlesOf(keeper.drift(), ["waiting"]);
    const after = await keeper.look({ correct: false, disruptive: true }, "its turn");
    return titlesOf(after, ["waiting", "failed"]).filter((title) => wanted.includes(title));
  } catch (error) {
    // A run came first.
    return [toErrorDetail(error).message];
  }
};

/** As the kubelet reads it: in a container with systemd, our own view of /proc has the machine's. */
const BOOT_ID = "/proc/1/root/proc/sys/kernel/random/boot_id";

/** An upgrade that has begun is waited for all the same. */
const NO_LONGER_WANTED: UpgradeSpec = {
  due: { kind: "interval", intervalMs: Infinity },
  packages: "security",
};

const nobodyAnswers: NodeApi = async () => ({ kind: "unreachable", reason: "nobody can be asked" });

const load = async (path: string, log: Log): Promise<MaintenanceState> => {
  const { readMaintenanceState } = await import("./maintenance/maintenance-state.ts");
  try {
    return (await readMaintenanceState(path)) ?? {};
  } catch (error) {
    log.warn("what was known of reboots cannot be read and is begun anew", {
      error: String(error),
    });
    return {};
  }
};

const ASK_LIMIT_MS = 10_000;

const readAlerts = async ({ alerts }: RebootSpec) => {
  if (alerts === undefined) return [];
  const { ALERTS_QUERY, parseAlerts } = await import("./maintenance/parse-alerts.ts");
  const url = new URL(`${alerts.url.replace(/\/$/, "")}${ALERTS_QUERY}`);
  const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
  return parseAlerts(await answer.json(), alerts);
};

interface Audience {
  readonly agent: Parts;
  readonly api: NodeApi;
  readonly log: Log;
}

/** The host's own events, the cluster's, and whoever is to be notified. */
const announce = async (happening: Happening, { agent, api, log }: Audience): Promise<void> => {
  const { EVENTS_PATH, renderNodeEvent, renderMessage, toNodeEvent } =
    await import("./maintenance/tell-people.ts");
  const node = agent.config.host;
  await agent.note({ type: "disruption", stage: happening.kind, text: happening.text });
  const body = renderNodeEvent(node, toNodeEvent(happening), agent.now());
  const answer = await api({ method: "POST", path: EVENTS_PATH, body });
  if (answer.kind !== "ok") log.info("the cluster was not told", { answer: answer.kind });
  const { reboots } = agent.spec.current()?.content.maintenance ?? {};
  const url = reboots?.notifyUrl;
  const text = renderMessage(node, happening, reboots ?? {});
  if (url === undefined || text === undefined) return;
  try {
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(ASK_LIMIT_MS),
    });
  } catch (error) {
    log.warn("nobody was notified", { error: String(error) });
  }
};
