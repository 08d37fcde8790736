import { join } from "node:path";
import type { SnapshotToRestore } from "../../controller/apply/apply-run.ts";
import { readScope } from "../../controller/apply/apply-scope.ts";
import { designApply, type DesignedApply } from "../../controller/apply/design-apply.ts";
import { isNothingToDo, performApply } from "../../controller/apply/perform-apply.ts";
import { type HostLockHolder, takeHostLock } from "../../controller/bootstrap/take-host-lock.ts";
import { nameAsTakenOver } from "../../controller/apply/name-as-taken-over.ts";
import type { Distribution } from "../../controller/bootstrap/distribution.ts";
import type { ProbeOptions } from "../../controller/bootstrap/probe-host.ts";
import { createRunId } from "../../controller/apply/start-apply.ts";
import { type AgentDialer, createAgentDialer } from "../../controller/cluster/agent-dialer.ts";
import { openClusterSession } from "../../controller/cluster/cluster-session.ts";
import type { SshLink } from "../../controller/cluster/host-link.ts";
import { openAgentLink } from "../../controller/cluster/open-agent-link.ts";
import { requireClock } from "../../controller/cluster/require-clock.ts";
import type { SurveyResult } from "../../controller/cluster/survey.ts";
import type { LoadedConfig } from "../../controller/config/load-cluster-config.ts";
import type { PhaseEvent } from "../../controller/engine/phase.ts";
import { agentNotTrustedError } from "../../shared/errors/rpc-errors.ts";
import { enrolledElsewhere } from "../../shared/errors/ssh-errors.ts";
import { MANY_HOSTS } from "../../controller/cluster/spare-memory.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { PlannedChange, RunRecord } from "../../shared/spec/run.ts";
import { loadConfigText } from "./load-config-text.ts";
import { removeLoopback, resetLoopback } from "./loopback-departures.ts";

/** What a plan promises, or a run did, on one host. */
export interface ChangedTask {
  readonly task: string;
  readonly changes: readonly PlannedChange[];
}

export interface AppliedCluster {
  readonly isNothingToDo: boolean;
  readonly failures: readonly HostFailure[];
  /** By host, in the order of the plan; hosts without changes are left out. */
  readonly planned: Readonly<Record<string, readonly ChangedTask[]>>;
  /** By host, from the records that agents told. */
  readonly journalled: Readonly<Record<string, readonly ChangedTask[]>>;
  readonly phases: readonly PhaseEvent[];
  readonly designed: DesignedApply;
}

export interface ApplyOptions {
  /** The cluster whose hosts get new keys. */
  readonly takeOver?: string;
  /** Words of `--only`. */
  readonly only?: readonly string[];
  /** Between the plan and the yes. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Told as it happens. */
  readonly watch?: (happening: PhaseEvent | RunRecord) => void;
  /** Aborted: as by Ctrl-C. */
  readonly signal?: AbortSignal;
  /** All masters are new, and begin with this. */
  readonly restore?: SnapshotToRestore;
}

/** A host as this controller finds it. */
export interface ReachableHost {
  readonly name: string;
  readonly isOff: boolean;
  /** An agent runs there, of whichever cluster. */
  readonly isEnrolled: boolean;
  readonly sshLink: (options: ProbeOptions) => Promise<SshLink>;
}

interface LoopbackControllerOptions {
  /** The administrator's home folder. */
  readonly home: string;
  readonly find: (address: string) => ReachableHost | undefined;
  readonly distribution: () => Distribution;
  /** Forgets what agents tell once `watch` has seen it, as the command line does. Default: it is kept for the outcome. */
  readonly isForgetful?: boolean;
}

export interface LoopbackController {
  readonly apply: (clusterYml: string, options?: ApplyOptions) => Promise<AppliedCluster>;
  /** Only designs and plans; changes nothing. */
  readonly plan: (clusterYml: string, options?: ApplyOptions) => Promise<DesignedApply>;
  /** Takes all members apart, or those that are named. */
  readonly reset: (
    clusterYml: string,
    names?: readonly string[],
  ) => Promise<readonly HostFailure[]>;
  /** Takes one host out, as `hosts remove` does. */
  readonly remove: (clusterYml: string, name: string) => Promise<readonly HostFailure[]>;
}

/** The controller's own code but for SSH, which hosts on loopback have something else for. */
export const createLoopbackController = ({
  home,
  find,
  distribution,
  isForgetful = false,
}: LoopbackControllerOptions): LoopbackController => {
  const prepare = async (text: string, { takeOver, only = [], restore }: ApplyOptions = {}) => {
    const loaded = nameAsTakenOver(await loadConfigText(text), takeOver);
    const session = await openClusterSession(join(home, ".pharos"), loaded.config, { now });
    const { keystore, membership } = session;
    const dialer = await createAgentDialer({ keystore, ...DIALING });
    const scope = readScope(only, loaded.config, membership?.content);
    const designed = await designApply({
      loaded,
      scope,
      keystore,
      membership,
      surveyed: await surveyLoopback(loaded.config.hosts.filter(scope.isLookedAt), find, dialer, {
        clusterId: session.isDraft ? undefined : keystore.cluster.id,
        now,
        ...(takeOver === undefined ? {} : { takeOver }),
      }),
      distribution: async () => distribution(),
      publicRepositories: async () => ({}),
      isRestore: restore !== undefined,
    });
    return { session, dialer, designed };
  };
  return {
    plan: async (text, options) => {
      const { designed, session } = await prepare(text, options);
      closeAll(designed);
      await session.discard();
      return designed;
    },
    apply: async (text, options) => {
      const { session, dialer, designed } = await prepare(text, options);
      const records: RunRecord[] = [];
      const phases: PhaseEvent[] = [];
      const prepared = {
        ...designed,
        session,
        dialer,
        distribution: async () => distribution(),
        operator: "ada",
        machine: "desk",
        lockHost: (link: SshLink, holder: HostLockHolder) => takeHostLock(link.session, holder),
        cleanUp: async () => undefined,
      };
      const planned = Object.fromEntries(
        designed.hosts.flatMap(({ name, plan }) =>
          plan.tasks.length === 0
            ? []
            : [[name, plan.tasks.map(({ id, changes }) => ({ task: id, changes }))]],
        ),
      );
      if (isNothingToDo(prepared)) {
        closeAll(designed);
        return { isNothingToDo: true, failures: [], planned, journalled: {}, phases, designed };
      }
      await options?.meanwhile?.();
      const { failures } = await performApply(prepared, {
        progress: {
          record: (record) => {
            if (!isForgetful) records.push(record);
            options?.watch?.(record);
          },
          phase: (event) => {
            phases.push(event);
            options?.watch?.(event);
          },
        },
        run: createRunId(now()),
        purpose: "apply",
        ...(options?.restore === undefined ? {} : { restore: options.restore }),
        signal: options?.signal ?? DIALING.signal,
      });
      const journalled = readJournal(records);
      return { isNothingToDo: false, failures, planned, journalled, phases, designed };
    },
    reset: (text, names) => resetLoopback(home, text, names),
    remove: (text, name) => removeLoopback(home, text, name),
  };
};

const now = (): Date => new Date();

const DIALING = {
  operator: "ada",
  connectTimeoutMs: 5_000,
  signal: new AbortController().signal,
} as const;

/** As the real survey does it: through the agent where one answers, else as over SSH. */
const surveyLoopback = async (
  configured: LoadedConfig["config"]["hosts"],
  find: LoopbackControllerOptions["find"],
  dialer: AgentDialer,
  probing: ProbeOptions,
): Promise<SurveyResult> => {
  const results = await Promise.all(
    configured.map(async (host) => {
      try {
        const found = find(host.address);
        if (found === undefined || found.isOff) throw new Error(`${host.address} is off`);
        const connection = found.isEnrolled
          ? await dialTrusted(dialer, { name: found.name, address: host.address })
          : undefined;
        const link =
          connection === undefined
            ? await found.sshLink(probing)
            : requireClock(host, await openAgentLink(connection, now));
        if (configured.length > MANY_HOSTS) connection?.rest();
        return { config: host, link };
      } catch (error) {
        const member = !enrolledElsewhere.is(error);
        return { host: host.address, error: toPharosError(error), member };
      }
    }),
  );
  return {
    hosts: results.flatMap((result) => (result.link === undefined ? [] : [result])),
    failures: results.flatMap((result) => (result.error === undefined ? [] : [result])),
  };
};

/** `undefined`: what answers there is not an agent of this cluster. */
const dialTrusted = async (dialer: AgentDialer, host: { name: string; address: string }) => {
  try {
    return await dialer.dial(host);
  } catch (error) {
    if (agentNotTrustedError.is(error)) return undefined;
    throw error;
  }
};

const closeAll = ({ hosts }: DesignedApply): void => {
  for (const { link } of hosts) if (link.kind === "agent") link.connection.close();
};

const readJournal = (
  records: readonly RunRecord[],
): Readonly<Record<string, readonly ChangedTask[]>> => {
  const journal = new Map<string, ChangedTask[]>();
  for (const { host, event } of records) {
    if (event.type !== "task-started") continue;
    const tasks = journal.get(host) ?? [];
    tasks.push({ task: event.task, changes: event.changes });
    journal.set(host, tasks);
  }
  return Object.fromEntries(journal);
};
