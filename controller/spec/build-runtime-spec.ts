import type { OsFacts } from "../../shared/spec/facts.ts";
import type { CriDockerdSpec, RegistryMirror, RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { criDockerdRelease } from "../config/cri-dockerd-release.ts";
import { mirrorCredentials } from "./mirror-credentials.ts";
import type { ConfiguredHost, NodeSpecInput } from "./node-spec-input.ts";
import { sortKeys } from "./sort-keys.ts";

/** The runtime as this host needs it: driver and limits follow from its facts. */
export const buildRuntimeSpec = (input: NodeSpecInput): RuntimeSpec => {
  const { config, host } = input;
  const { images } = versionRow(config.kubernetes.version);
  const repository = config.image_repository ?? images.repository;
  return {
    kind: runtimeKindOf(host.config),
    configVersion: configVersionOf(host.facts.os),
    sandboxImage: `${repository}/pause:${images.pause}`,
    cgroupDriver: cgroupDriverOf(input),
    restrictOomScoreAdj: !host.facts.capabilities.includes("CAP_SYS_RESOURCE"),
    mirrors: mirrorsOf(input),
    insecureRegistries: config.container_runtime.insecure_registries,
    ...criDockerdOf(input),
    ...(host.config.manage_container_runtime === false ? { unmanaged: true } : {}),
  };
};

/** Where kubelets drive Docker themselves there is nothing between. */
const criDockerdOf = ({
  config,
  host,
}: NodeSpecInput): { readonly criDockerd?: CriDockerdSpec } => {
  const { apis } = versionRow(config.kubernetes.version);
  if (runtimeKindOf(host.config) !== "docker" || apis.dockershim) return {};
  const { version, url, sha256 = "" } = criDockerdRelease(config, host.facts.kernel.architecture);
  return { criDockerd: { version, url, sha256 } };
};

export const runtimeKindOf = ({ container_runtime }: ConfiguredHost): RuntimeSpec["kind"] =>
  container_runtime;

/** systemd needs cgroup v2 to hand a subtree to containers without quarrel. */
const cgroupDriverOf = ({ config, host }: NodeSpecInput): "systemd" | "cgroupfs" =>
  config.kubelet.cgroup_driver ?? (host.facts.cgroupVersion === 2 ? "systemd" : "cgroupfs");

/** Form 2 is read by containerd 1.x and 2.x; Ubuntu 26.04 ships 2.x only, whose own form is 3. */
const configVersionOf = ({ id, versionId }: OsFacts): 2 | 3 =>
  id === "ubuntu" && versionId === "26.04" ? 3 : 2;

const mirrorsOf = ({
  config,
  contents,
  mirrorSecrets = [],
}: NodeSpecInput): readonly RegistryMirror[] =>
  Object.entries(sortKeys(config.image_mirror ?? {})).map(([registry, { endpoint, ca }]) => {
    const credentials = mirrorCredentials(mirrorSecrets, registry);
    return {
      registry,
      endpoint,
      ...(ca === undefined ? {} : { ca: contents.get(ca) ?? "" }),
      ...(credentials === undefined ? {} : { credentials }),
    };
  });
