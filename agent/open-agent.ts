import { createExecutor } from "./engine/executor.ts";
import { createCopyMemory } from "./etcd/copy-memory.ts";
import { createLogReader } from "./logs/read-logs.ts";
import { holdIdentity } from "./certificates/held-identity.ts";
import { openAuditLog } from "./audit/audit-log.ts";
import { openCoordinationStore } from "./state/coordination-store.ts";
import { openDrift } from "./open-drift.ts";
import { openJournal } from "./engine/journal.ts";
import { openMaintenance } from "./open-maintenance.ts";
import { createNewcomers } from "./membership/newcomers.ts";
import { openMembershipStore, openSpecStore } from "./state/cluster-document-stores.ts";
import { openSecretStore } from "./state/secret-store.ts";
import { openUpdates } from "./open-updates.ts";
import { readCurrentBuild } from "./install/install-build.ts";
import { readSecretValues } from "./state/read-secret-values.ts";
import { removalArguments, removalDelayMs } from "./install/uninstall.ts";
import type { Agent } from "./agent.ts";
import type { HostEvents } from "./events/host-events.ts";
import type { ServePorts } from "./serve.ts";
import type { AgentConfig } from "./state/agent-config.ts";
import { readAgentIdentity } from "./state/agent-identity.ts";

/** All that the services of an agent share, from what is on this host. */
export const openAgent = async (
  config: AgentConfig,
  events: HostEvents,
  ports: ServePorts,
): Promise<Agent> => {
  const { paths, now } = ports;
  const identity = holdIdentity(paths, await readAgentIdentity(paths.pki));
  const membership = await openMembershipStore(paths, config.clusterId);
  const newcomers = createNewcomers(membership.current()?.content);
  const secrets = openSecretStore(paths.secrets);
  const journal = openJournal({ folder: paths.journal, host: config.host, now });
  const spec = await openSpecStore(paths, config, membership);
  const executor = createExecutor({
    host: ports.host,
    journal,
    sleep: ports.sleep,
    elapsedMs: ports.elapsedMs,
    publish: (record) => events.feed.publish(record),
  });
  const drift = once(() =>
    openDrift(
      {
        config,
        executor,
        host: ports.host,
        spec,
        membership,
        newcomers,
        paths,
        now,
        note: events.note,
      },
      ports,
    ),
  );
  const agent: Agent = {
    config,
    identity,
    renewOwn: async () => {
      // Once in weeks: a client of gRPC and an encoder of certificates are not for every start.
      const { renewCertificate } = await import("./certificates/renew-certificate.ts");
      await renewCertificate(agent, ports.random);
    },
    build: await readCurrentBuild(paths),
    updates: openUpdates(ports, config.host),
    paths,
    host: ports.host,
    membership,
    newcomers,
    spec,
    coordination: openCoordinationStore(paths.coordination, now),
    secrets,
    collectReport: async function* (signal) {
      // On demand: it is asked for when something is wrong, and costs memory on every host.
      const { createReportCollector } = await import("./support/collect-report.ts");
      yield* createReportCollector({
        files: ports.host.reader.files,
        streamProgram: ports.streamProgram,
        secrets: () => readSecretValues(secrets),
      })(signal);
    },
    journal,
    executor,
    drift,
    maintenance: once(() =>
      openMaintenance(
        { config, executor, host: ports.host, spec, paths, now, note: events.note, drift },
        ports,
      ),
    ),
    note: events.note,
    watchEvents: events.watcher(journal),
    audit: openAuditLog({
      path: paths.audit,
      now,
      warn: (error) => ports.log.warn("a call could not be audited", { error: String(error) }),
    }),
    copies: createCopyMemory(now),
    readFacts: async () => {
      const [facts, { packages }] = await Promise.all([ports.readFacts(), journal.history()]);
      return { ...facts, installedByPharos: packages };
    },
    readLogs: createLogReader({
      ...ports,
      host: config.host,
      machineId: async () => (await ports.host.reader.files.read("/etc/machine-id"))?.trim(),
    }),
    now,
    uptimeMs: ports.elapsedMs,
    scheduleRemoval: once(async () => {
      await ports.runProgram(["systemd-run", ...removalArguments(paths)]);
      return now().getTime() + removalDelayMs;
    }),
  };
  return agent;
};

/** Asked twice, the removal is armed once; a failure may be tried again. */
const once = <Result>(make: () => Promise<Result>): (() => Promise<Result>) => {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
};
