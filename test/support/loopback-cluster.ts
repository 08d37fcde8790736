import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeCluster } from "../../agent/host/fake/fake-cluster.ts";
import { readScope } from "../../controller/apply/apply-scope.ts";
import { designApply, type DesignedApply } from "../../controller/apply/design-apply.ts";
import { isNothingToDo, performApply } from "../../controller/apply/perform-apply.ts";
import { type HostLockHolder, takeHostLock } from "../../controller/bootstrap/take-host-lock.ts";
import { nameAsTakenOver } from "../../controller/apply/name-as-taken-over.ts";
import type { ProbeOptions } from "../../controller/bootstrap/probe-host.ts";
import { createRunId } from "../../controller/apply/start-apply.ts";
import { type AgentDialer, createAgentDialer } from "../../controller/cluster/agent-dialer.ts";
import { openClusterSession } from "../../controller/cluster/cluster-session.ts";
import type { SshLink } from "../../controller/cluster/host-link.ts";
import { openAgentLink } from "../../controller/cluster/open-agent-link.ts";
import { openMembers } from "../../controller/cluster/open-members.ts";
import type { SurveyResult } from "../../controller/cluster/survey.ts";
import type { LoadedConfig } from "../../controller/config/load-cluster-config.ts";
import type { PhaseEvent } from "../../controller/engine/phase.ts";
import { performReset } from "../../controller/reset/perform-reset.ts";
import { readLeavingHost } from "../../controller/reset/reset-run.ts";
import { agentNotTrustedError } from "../../shared/errors/rpc-errors.ts";
import { enrolledElsewhere } from "../../shared/errors/ssh-errors.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { PlannedChange, RunRecord } from "../../shared/spec/run.ts";
import { loadConfigText } from "./load-config-text.ts";
import { createDistribution, writeDistribution } from "./loopback-distribution.ts";
import { LoopbackHost } from "./loopback-host.ts";
import { createTestPki } from "./test-pki.ts";

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
}

export interface LoopbackCluster extends AsyncDisposable {
  readonly kubernetes: FakeCluster;
  /** The administrator's home folder. */
  readonly home: string;
  /** A bare host. */
  readonly addHost: (name: string, address: string) => LoopbackHost;
  /** What a pharosctl of 0.1.0 carries for hosts, as files. */
  readonly distributionFolder: string;
  /** Another pharosctl from now on. Default `0.1.0`. */
  readonly useVersion: (version: string) => void;
  readonly apply: (clusterYml: string, options?: ApplyOptions) => Promise<AppliedCluster>;
  /** Only designs and plans; changes nothing. */
  readonly plan: (clusterYml: string, options?: ApplyOptions) => Promise<DesignedApply>;
  /** Takes all members apart, or those that are named. */
  readonly reset: (
    clusterYml: string,
    names?: readonly string[],
  ) => Promise<readonly HostFailure[]>;
}

/** A controller and hosts in one process: real code of both, mutual TLS over loopback, fake machines. */
export const createLoopbackCluster = async (): Promise<LoopbackCluster> => {
  let distribution = createDistribution("0.1.0");
  const home = await mkdtemp(join(tmpdir(), "loopback-"));
  const distributionFolder = join(home, "distribution");
  await writeDistribution(distributionFolder);
  const kubernetes = new FakeCluster();
  const { root: own } = await createTestPki();
  const authority = {
    certificate: own.certificate.toString(),
    key: renderPrivateKey(own.privateKey),
  };
  const hosts = new Map<string, LoopbackHost>();
  const prepare = async (text: string, { takeOver, only = [] }: ApplyOptions = {}) => {
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
      surveyed: await surveyLoopback(loaded.config.hosts.filter(scope.isLookedAt), hosts, dialer, {
        clusterId: session.isDraft ? undefined : keystore.cluster.id,
        now,
        ...(takeOver === undefined ? {} : { takeOver }),
      }),
      distribution: async () => distribution,
      publicRepository: async () => undefined,
    });
    return { session, dialer, designed };
  };
  return {
    kubernetes,
    home,
    distributionFolder,
    useVersion: (version) => (distribution = createDistribution(version)),
    addHost: (name, address) => {
      const root = join(home, "hosts", name);
      const host = new LoopbackHost({ name, address, root, cluster: kubernetes, authority });
      hosts.set(address, host);
      return host;
    },
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
        distribution: async () => distribution,
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
      const { failures } = await performApply(prepared, {
        progress: {
          record: (record) => void records.push(record),
          phase: (event) => void phases.push(event),
        },
        run: createRunId(now()),
        purpose: "apply",
        signal: DIALING.signal,
      });
      const journalled = readJournal(records);
      return { isNothingToDo: false, failures, planned, journalled, phases, designed };
    },
    reset: async (text, names) => {
      const context = { home, clock: { nowMs: () => Date.now() }, signal: DIALING.signal };
      const cluster = await openMembers(context, await loadConfigText(text));
      try {
        const leaving = await Promise.all(
          cluster.members.flatMap((opened) =>
            "connection" in opened && (names?.includes(opened.member.name) ?? true)
              ? [readLeavingHost(opened.member, opened.connection)]
              : [],
          ),
        );
        const progress = { record: () => undefined, phase: () => undefined };
        return await performReset({
          run: createRunId(now()),
          cluster,
          leaving,
          progress,
          signal: DIALING.signal,
        });
      } finally {
        cluster.close();
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...hosts.values()].map((host) => host.dispose()));
      await rm(home, { recursive: true, force: true });
    },
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
  hosts: ReadonlyMap<string, LoopbackHost>,
  dialer: AgentDialer,
  probing: ProbeOptions,
): Promise<SurveyResult> => {
  const results = await Promise.all(
    configured.map(async (host) => {
      try {
        const found = hosts.get(host.address);
        if (found === undefined || found.isOff) throw new Error(`${host.address} is off`);
        const connection =
          found.server && (await dialTrusted(dialer, { name: found.name, address: host.address }));
        const link =
          connection === undefined
            ? await found.sshLink(probing)
            : await openAgentLink(connection, now);
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
