import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { stdioProtocol, trustOutdated } from "../../shared/errors/agent-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import { enrolledElsewhere } from "../../shared/errors/ssh-errors.ts";
import { createCertificateRequest } from "../../shared/pki/certificate-request.ts";
import { generateCertificateKey, renderPrivateKey } from "../../shared/pki/private-key.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import { EnrolInstall, EnrolStart } from "../../shared/stdio/enrol-messages.ts";
import { type AgentPaths, unitPath } from "../state/agent-paths.ts";
import { openEventLog } from "../events/event-log.ts";
import { type AgentConfig, readAgentConfig, writeAgentConfig } from "../state/agent-config.ts";
import { readAgentIdentity, writeAgentIdentity } from "../state/agent-identity.ts";
import { removeOldBuilds } from "../update/remove-old-builds.ts";
import { disarmGuard } from "../update/update-guard.ts";
import { dropPending } from "../update/update-record.ts";
import { forgetStaleState } from "./forget-stale-state.ts";
import { currentBuildName, makeCurrent, placeBuild, placeRuntime } from "./install-build.ts";
import type { LineChannel } from "./line-channel.ts";

export interface EnrolPorts {
  readonly paths: AgentPaths;
  readonly channel: LineChannel;
  /** The runtime and the bundle that run now, in the folder where the CLI put them. */
  readonly runtimeFile: string;
  readonly bundleFile: string;
  readonly runtimeSha256: () => Promise<string>;
  /** `systemctl` with these arguments; throws when it says no. */
  readonly systemctl: (args: readonly string[]) => Promise<void>;
  readonly acceptMembership: (start: EnrolStart, install: EnrolInstall) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Makes this host an agent of a cluster, as root, with the controller at the other end of the
 * channel. The key is made here and stays here. Nothing outside memory changes before the
 * certificate has arrived; the unit comes last, so that a half-done enrolment is simply done again.
 */
export const enrol = async (ports: EnrolPorts): Promise<boolean> => {
  const { channel } = ports;
  try {
    const start = parse(EnrolStart, await channel.receive(), "start");
    const present = await readAgentConfig(ports.paths.config).catch(() => undefined);
    refuseOtherCluster(present, start);
    const known = await knownTrustNumber(ports.paths, present, start);
    const key = generateCertificateKey();
    await channel.send({ type: "request", csr: await createCertificateRequest(key) });
    const install = parse(EnrolInstall, await channel.receive(), "install");
    const offered = install.trust.number ?? 0;
    if (offered < known) throw trustOutdated({ host: start.host, offered, accepted: known });
    await installAgent(ports, { start, install, present, privateKey: renderPrivateKey(key) });
    await channel.send({ type: "installed" });
    return true;
  } catch (error) {
    await channel.send({ type: "failed", error: toErrorDetail(error) });
    return false;
  }
};

const refuseOtherCluster = (present: AgentConfig | undefined, start: EnrolStart): void => {
  if (present === undefined || present.clusterId === start.clusterId || start.replace) return;
  const { clusterId: cluster, clusterName = "" } = present;
  throw enrolledElsewhere({ host: start.host, cluster, clusterName });
};

/** Keys of before an exchange of authorities would put back what was taken out of use. */
const knownTrustNumber = async (
  { pki }: AgentPaths,
  present: AgentConfig | undefined,
  { clusterId }: EnrolStart,
): Promise<number> => {
  if (present?.clusterId !== clusterId) return 0;
  const identity = await readAgentIdentity(pki).catch(() => undefined);
  return identity?.trust.number ?? 0;
};

interface Installation {
  readonly start: EnrolStart;
  readonly install: EnrolInstall;
  /** Who the host was before. */
  readonly present: AgentConfig | undefined;
  readonly privateKey: string;
}

const installAgent = async (
  ports: EnrolPorts,
  { start, install, present, privateKey }: Installation,
): Promise<void> => {
  const { paths } = ports;
  const before = await currentBuildName(paths);
  const build = {
    version: install.agentVersion,
    bundleSha256: install.bundleSha256,
    nodeVersion: install.nodeVersion,
    runtimeSha256: await ports.runtimeSha256(),
    unitSha256: createHash("sha256").update(install.unit).digest("hex"),
  };
  await placeRuntime(paths, build, (target) => copyFile(ports.runtimeFile, target));
  await placeBuild(paths, build, {
    bundle: (target) => copyFile(ports.bundleFile, target),
    unit: install.unit,
  });
  // Services of ours read their configuration below it as their own users; the keys' folder is closed.
  await mkdir(dirname(paths.config), { recursive: true, mode: 0o755 });
  await chmod(dirname(paths.config), 0o755);
  await writeAgentIdentity(paths.pki, {
    privateKey,
    certificateChain: install.certificateChain,
    trust: install.trust,
    ...(install.issuerKey === undefined ? {} : { issuerKey: install.issuerKey }),
  });
  await forgetStaleState(paths, start.clusterId, install.signers);
  await ports.acceptMembership(start, install);
  await writeAgentConfig(paths.config, {
    clusterId: start.clusterId,
    clusterName: start.clusterName,
    host: start.host,
    port: install.port,
  });
  // A guard of an update that was cut off would go back to what is replaced here.
  await dropPending(paths);
  await disarmGuard(paths, ports.systemctl);
  await makeCurrent(paths, agentBuildName(build));
  await ports.systemctl(["daemon-reload"]);
  await ports.systemctl(["enable", unitPath.name]);
  await noteEnrolment(ports, start, present);
  await ports.systemctl(["restart", unitPath.name]);
  await removeOldBuilds(paths, before === undefined ? [] : [before]);
};

/** The agent that ran until now has the record open, with the number of its last line in memory. */
const noteEnrolment = async (
  { paths, systemctl, now }: EnrolPorts,
  { host, clusterId, requestedBy }: EnrolStart,
  present: AgentConfig | undefined,
): Promise<void> => {
  await systemctl(["stop", unitPath.name]);
  const isTakeover = present !== undefined && present.clusterId !== clusterId;
  await openEventLog({ path: paths.events, host, now }).append({
    type: "agent-enrolled",
    requestedBy,
    ...(isTakeover ? { takenFrom: present.clusterId } : {}),
  });
};

const parse = <Message>(
  schema: { readonly safeParse: (value: unknown) => { success: boolean; data?: Message } },
  value: unknown,
  step: string,
): Message => {
  const { data } = schema.safeParse(value);
  if (data === undefined) throw stdioProtocol({ step, reason: "an object of another form" });
  return data;
};
