import { chmod, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { stdioProtocol } from "../../shared/errors/agent-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import { enrolledElsewhere } from "../../shared/errors/ssh-errors.ts";
import { createCertificateRequest } from "../../shared/pki/certificate-request.ts";
import { generateCertificateKey, renderPrivateKey } from "../../shared/pki/private-key.ts";
import { EnrolInstall, EnrolStart } from "../../shared/stdio/enrol-messages.ts";
import { type AgentPaths, unitPath } from "../state/agent-paths.ts";
import { readAgentConfig, writeAgentConfig } from "../state/agent-config.ts";
import { writeAgentIdentity } from "../state/agent-identity.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import { forgetStaleState } from "./forget-stale-state.ts";
import { installBuild } from "./install-build.ts";
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
    await refuseOtherCluster(ports.paths, start);
    const key = generateCertificateKey();
    await channel.send({ type: "request", csr: await createCertificateRequest(key) });
    const install = parse(EnrolInstall, await channel.receive(), "install");
    await installAgent(ports, start, install, renderPrivateKey(key));
    await channel.send({ type: "installed" });
    return true;
  } catch (error) {
    await channel.send({ type: "failed", error: toErrorDetail(error) });
    return false;
  }
};

const refuseOtherCluster = async (paths: AgentPaths, start: EnrolStart): Promise<void> => {
  const present = await readAgentConfig(paths.config).catch(() => undefined);
  if (present === undefined || present.clusterId === start.clusterId) return;
  if (!start.replace) throw enrolledElsewhere({ host: start.host, cluster: present.clusterId });
};

const installAgent = async (
  ports: EnrolPorts,
  start: EnrolStart,
  install: EnrolInstall,
  privateKey: string,
): Promise<void> => {
  const { paths } = ports;
  await installBuild({
    source: ports.runtimeFile,
    shelf: paths.runtimeShelf,
    folder: `node-${install.nodeVersion}-${(await ports.runtimeSha256()).slice(0, 12)}`,
    fileName: "node",
    mode: 0o755,
  });
  await installBuild({
    source: ports.bundleFile,
    shelf: paths.agentShelf,
    folder: `${install.agentVersion}-${install.bundleSha256.slice(0, 12)}`,
    fileName: "pharos-agent.cjs",
    mode: 0o644,
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
    host: start.host,
    port: install.port,
    agentVersion: install.agentVersion,
    bundleSha256: install.bundleSha256,
    nodeVersion: install.nodeVersion,
  });
  await writeAtomic(paths.unit, install.unit, 0o644);
  await ports.systemctl(["daemon-reload"]);
  await ports.systemctl(["enable", unitPath.name]);
  await ports.systemctl(["restart", unitPath.name]);
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
