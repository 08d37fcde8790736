import type { HostFacts } from "../shared/spec/facts.ts";
import type { Membership } from "../shared/spec/membership.ts";
import type { AgentBuild, NodeSpec } from "../shared/spec/node-spec.ts";
import type { AgentEvent } from "../shared/spec/agent-event.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { DriftKeeper } from "./drift/drift-keeper.ts";
import type { CopyMemory } from "./etcd/copy-memory.ts";
import type { Executor } from "./engine/executor.ts";
import type { Journal } from "./engine/journal.ts";
import type { HostAccess } from "./host/host.ts";
import type { Newcomers } from "./membership/newcomers.ts";
import type { MaintenanceKeeper } from "./maintenance/maintenance-keeper.ts";
import type { CollectReport } from "./support/collect-report.ts";
import type { WatchEvents } from "./events/watch-events.ts";
import type { ReadLogs } from "./logs/read-logs.ts";
import type { AgentConfig } from "./state/agent-config.ts";
import type { HeldIdentity } from "./certificates/held-identity.ts";
import type { AgentPaths } from "./state/agent-paths.ts";
import type { CoordinationStore } from "./state/coordination-store.ts";
import type { DocumentStore } from "./state/document-store.ts";
import type { SecretStore } from "./state/secret-store.ts";
import type { BuildReceiver } from "./update/receive-build.ts";
import type { Systemctl } from "./update/update-guard.ts";

/** What replaces the agent itself. */
export interface AgentUpdates {
  readonly receiver: BuildReceiver;
  readonly systemctl: Systemctl;
  /** Runs a verb of a build that is on its shelf; gives its output. Throws `BUILD_FAILED`. */
  readonly run: (name: string, args: readonly string[], input: string) => Promise<string>;
  /** Restarts the agent in a moment. */
  readonly restart: () => void;
}

/** All that the services of a running agent share; made in `main.ts`. */
export interface Agent {
  readonly config: AgentConfig;
  readonly identity: HeldIdentity;
  /** Gets a new certificate for the agent's key and uses it from now on; throws when no master gives one. */
  readonly renewOwn: () => Promise<void>;
  /** The build that runs. */
  readonly build: AgentBuild;
  readonly updates: AgentUpdates;
  readonly paths: AgentPaths;
  readonly host: HostAccess;
  readonly spec: DocumentStore<NodeSpec>;
  readonly membership: DocumentStore<Membership>;
  readonly newcomers: Newcomers;
  readonly coordination: CoordinationStore;
  readonly secrets: SecretStore;
  readonly journal: Journal;
  readonly executor: Executor;
  /** Loaded when it is first asked for. */
  readonly drift: () => Promise<DriftKeeper>;
  /** Loaded when it is first asked for. */
  readonly maintenance: () => Promise<MaintenanceKeeper>;
  readonly readFacts: () => Promise<HostFacts>;
  readonly readLogs: ReadLogs;
  readonly collectReport: CollectReport;
  readonly watchEvents: WatchEvents;
  readonly audit: AuditLog;
  /** What is known of the copies of snapshots; nobody is asked. */
  readonly copies: CopyMemory;
  /** Puts it where `watchEvents` finds it. Never throws: what cannot be noted is in the log. */
  readonly note: (event: AgentEvent) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds since the agent started. */
  readonly uptimeMs: () => number;
  /** Arms the removal of the agent itself; answers when it will stop. */
  readonly scheduleRemoval: () => Promise<number>;
}
