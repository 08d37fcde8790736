import { createCallAudit } from "./audit/call-audit.ts";
import type { FileWatch, PathsListener } from "./drift/file-watch.ts";
import { type HostEvents, openHostEvents } from "./events/host-events.ts";
import { refuseRemoved } from "./fence/is-removed.ts";
import { keepCopies } from "./etcd/keep-copies.ts";
import { keepSnapshots } from "./etcd/keep-snapshots.ts";
import { keepFenced } from "./fence/keep-fenced.ts";
import { toProvenance } from "./engine/provenance.ts";
import type { HostAccess } from "./host/host.ts";
import type { NodeApi } from "./host/node-api.ts";
import type { ProgramResult } from "./host/programs.ts";
import type { StreamProgram } from "./host/real/stream-program.ts";
import { readAgentConfig } from "./state/agent-config.ts";
import type { AgentIdentity } from "./state/agent-identity.ts";
import type { AgentPaths } from "./state/agent-paths.ts";
import { sweepOwnFolders } from "./state/sweep-own-folders.ts";
import { sweepStagedBuilds } from "./update/sweep-staged-builds.ts";
import { acceptMembership } from "./membership/accept-membership.ts";
import { followMembership } from "./membership/follow-membership.ts";
import { relayMembership } from "./membership/relay-membership.ts";
import { settleUpdate } from "./update/switch-build.ts";
import type { Agent } from "./agent.ts";
import { keepMaintained } from "./keep-maintained.ts";
import { keepTainted } from "./keep-tainted.ts";
import { openAgent } from "./open-agent.ts";
import { removeRunFiles } from "./kubeadm/run-file.ts";
import { resumeRun } from "./resume-run.ts";
import { restoreRoutes } from "./restore-routes.ts";
import { bindToNoRun } from "./services/require-master.ts";
import { agentRoutes } from "./services/agent-routes.ts";
import { tellCluster } from "./tell-cluster.ts";
import { agentBuildName } from "../shared/spec/agent-build-name.ts";
import { createIdentityReader } from "../shared/pki/peer-identity.ts";
import { trustedRoots } from "../shared/pki/trust-bundle.ts";
import { createServer, type RpcServer } from "../shared/rpc/create-server.ts";
import { refuseByRole } from "../shared/rpc/role-table.ts";
import type { TlsMaterial } from "../shared/rpc/tls-material.ts";
import { toPharosError } from "../shared/errors/internal-errors.ts";
import { keepCertificate } from "./certificates/keep-certificate.ts";
import { shutOut } from "./certificates/shut-out.ts";
import type { HostFacts } from "../shared/spec/facts.ts";
import type { NodeSpec } from "../shared/spec/node-spec.ts";
import type { Log } from "../shared/log/log.ts";

export interface ServePorts {
  readonly paths: AgentPaths;
  readonly host: HostAccess;
  readonly readFacts: () => Promise<HostFacts>;
  /** Runs a program as root, waits for it, throws when it fails. */
  readonly runProgram: (argv: readonly string[]) => Promise<void>;
  /** The same; gives its result, whatever that is. */
  readonly tryProgram: (argv: readonly string[]) => Promise<ProgramResult>;
  readonly streamProgram: StreamProgram;
  /** Runs one of our own builds with an input to its end; gives its output. */
  readonly runBuild: (argv: readonly string[], input: string) => Promise<ProgramResult>;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly now: () => Date;
  readonly elapsedMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Between looks at what lasts for weeks. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Address to listen on; absent: all. */
  readonly listenAddress?: string;
  /** Called when a connection comes in; what it gives is called once its peer is known. */
  readonly arriving?: () => () => void;
  /** The Kubernetes API for the kubelet's own certificate; absent: nothing is rebooted or upgraded. */
  readonly nodeApi?: NodeApi;
  /** How changes of files are seen; absent: drift is looked for only when somebody asks. */
  readonly watchFiles?: (listener: PathsListener) => FileWatch;
}

/** Starts the agent that is enrolled here; throws `AGENT_NOT_ENROLLED`. */
export const serve = async (ports: ServePorts): Promise<RpcServer> => {
  const config = await readAgentConfig(ports.paths.config);
  const events = openEvents(config.host, ports);
  const agent = await openAgent(config, events, ports);
  await sweep(agent, ports);
  await settleUpdate(agent.paths, agentBuildName(agent.build), agent.updates.systemctl);
  // Begun before anybody can ask: whoever followed the run finds it going on.
  await resume(agent, ports);
  const readerFor = ({ trust }: AgentIdentity) =>
    createIdentityReader(trust, agent.config.clusterId);
  let identify = readerFor(agent.identity.current());
  const server = await createServer({
    ...(ports.listenAddress !== undefined && { host: ports.listenAddress }),
    port: agent.config.port,
    material: toMaterial(agent.identity.current()),
    routes: agentRoutes(agent),
    ...(ports.arriving === undefined ? {} : { arriving: ports.arriving }),
    audit: createCallAudit(agent.audit, () => ports.now().getTime()),
    identify: (certificate) => identify(certificate, ports.now()),
    now: ports.now,
    refuse: (path, peer) =>
      refuseByRole(path, peer) ?? refuseRemoved(agent.membership.current()?.content, path, peer),
    shutOut: (peer) => shutOut(agent.membership.current()?.content, peer),
    reportUnexpected: (error, path) =>
      ports.log.warn("a handler failed in a way that is not known", {
        path,
        error: error instanceof Error ? error.stack : String(error),
      }),
  });
  agent.identity.observe((identity) => {
    identify = readerFor(identity);
    server.updateMaterial(toMaterial(identity));
  });
  agent.membership.observe(server.endShutOut);
  keepOwnCertificate(agent, ports);
  keepMembership(agent, ports);
  keepFenced(agent, ports);
  keepEtcdSnapshots(agent, ports);
  const keeping = {
    spec: () => followedSpec(agent),
    reader: agent.host.reader,
    wasDone: async (task: string) => toProvenance(await agent.journal.history()).completed(task),
    start: agent.executor.start,
    now: ports.now,
    sleep: ports.sleep,
  };
  void ports.runProgram(STAGED_BY_THE_DEAD).catch(() => undefined);
  void restoreRoutes(keeping).catch((error: unknown) =>
    ports.log.warn("routes were not put back", { error: String(error) }),
  );
  void tellStart(agent, events);
  if (ports.watchFiles !== undefined) void keepFromNowOn(agent, ports.log);
  if (ports.nodeApi !== undefined) {
    keepMaintained(agent, ports.log);
    tellCluster(agent, ports.nodeApi, ports);
    void keepTainted(agent, ports);
  }
  return {
    ...server,
    close: async (graceMs) => {
      agent.executor.freeze();
      await events.note({ type: "agent-stopped" });
      await server.close(graceMs);
    },
  };
};

const toMaterial = ({ trust, certificateChain, privateKey }: AgentIdentity): TlsMaterial => ({
  roots: trustedRoots(trust),
  chain: certificateChain,
  key: privateKey,
});

const keepOwnCertificate = (
  { identity, renewOwn }: Agent,
  { now, pause, random, log }: ServePorts,
): void =>
  void keepCertificate({
    identity,
    renew: renewOwn,
    now,
    pause,
    random,
    failed: (error) =>
      log.warn("the certificate was not renewed", { error: toPharosError(error).message }),
  });

/** The signed spec, with the members of today. */
const followedSpec = ({ spec, membership, newcomers }: Agent): NodeSpec | undefined => {
  const accepted = spec.current()?.content;
  return accepted && followMembership(accepted, membership.current()?.content, newcomers.names());
};

const keepMembership = (agent: Agent, { pause, random, log }: ServePorts): void =>
  void relayMembership({
    self: agent.config.host,
    current: agent.membership.current,
    accept: (document) => acceptMembership(agent, document, { welcome: true }),
    connect: async (member) => {
      const { connectMember } = await import("./membership/connect-member.ts");
      return await connectMember(agent, member);
    },
    pause,
    random,
    log,
  });

const keepEtcdSnapshots = (agent: Agent, ports: ServePorts): void => {
  const { now, pause, sleep, random, log } = ports;
  const common = { spec: () => agent.spec.current()?.content, now, pause, random, log };
  void keepSnapshots({ ...common, host: () => bindToNoRun(agent, "etcd-scheduled") });
  const { note, copies: memory } = agent;
  void keepCopies({ ...common, sleep, note, memory, files: agent.host.reader.files });
};

const openEvents = (host: string, { paths, now, log }: ServePorts): HostEvents =>
  openHostEvents({
    path: paths.events,
    host,
    now,
    warn: (error) => log.warn("an event could not be noted", { error: String(error) }),
  });

const tellStart = async ({ host, build }: Agent, { noteStart }: HostEvents): Promise<void> => {
  const bootId = await host.reader.files.read("/proc/sys/kernel/random/boot_id").catch(() => "");
  const { version, bundleSha256 } = build;
  await noteStart({ version, bundleSha256, bootId: bootId?.trim() ?? "" });
};

const keepFromNowOn = async (agent: Agent, log: Log): Promise<void> => {
  try {
    (await agent.drift()).start();
  } catch (error) {
    log.warn("drift is not looked for", { error: String(error) });
  }
};

const resume = async (agent: Agent, { now, log }: ServePorts): Promise<void> => {
  const { journal, executor, coordination } = agent;
  try {
    const run = await resumeRun({
      journal,
      spec: () => followedSpec(agent),
      checkFencing: coordination.checkFencing,
      start: executor.start,
      now,
    });
    if (run !== undefined) log.info("the agent goes on with what was cut off", { run });
  } catch (error) {
    log.warn("what was cut off could not be resumed", { error: String(error) });
  }
};

/** Folders of the SSH step hold a lock for as long as their CLI lives; the next one would remove them too. */
const STAGED_BY_THE_DEAD: readonly string[] = [
  ..."find /var/tmp -maxdepth 1 -name pharos.???????? -type d -user root".split(" "),
  ..."-exec flock -n {} rm -rf -- {} ;".split(" "),
];

/** What a killed agent left behind; nothing of ours runs yet but a task that outlived it. */
const sweep = async ({ host, paths, build, now }: Agent, { log }: ServePorts): Promise<void> => {
  try {
    await sweepOwnFolders(paths, now());
    await sweepStagedBuilds(paths, [agentBuildName(build)], now());
    if ((await host.leftoverUnits()).length > 0) return;
    const secrets = { get: () => undefined };
    const provenance = { began: () => false, completed: () => false };
    await removeRunFiles(host.bind({ work: "start", taskNumber: 0, secrets, provenance }), 0);
  } catch (error) {
    log.warn("what an earlier agent left could not be removed", { error: String(error) });
  }
};
