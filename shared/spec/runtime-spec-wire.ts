import type * as wire from "../rpc/gen/spec.ts";
import type { RegistryMirror, RuntimeSpec } from "./node-spec.ts";
import { oneOf, wireEnum } from "./wire-reader.ts";

export const toWireRuntime = (runtime: RuntimeSpec): wire.RuntimeSpec => ({
  kind: runtimeKinds.toWire(runtime.kind),
  configVersion: runtime.configVersion,
  sandboxImage: runtime.sandboxImage,
  cgroupDriver: cgroupDrivers.toWire(runtime.cgroupDriver),
  restrictOomScoreAdj: runtime.restrictOomScoreAdj,
  mirrors: runtime.mirrors.map(({ registry, endpoint, ca, credentials }) => ({
    registry,
    endpoint,
    ca,
    credentials,
  })),
  insecureRegistries: runtime.insecureRegistries,
  criDockerd: runtime.criDockerd,
  unmanaged: runtime.unmanaged ?? false,
});

/** Throws MESSAGE_INVALID. */
export const fromWireRuntime = (runtime: wire.RuntimeSpec): RuntimeSpec => ({
  kind: runtimeKinds.fromWire(runtime.kind, "RuntimeSpec", "kind"),
  configVersion: oneOf([2, 3], runtime.configVersion, "RuntimeSpec", "configVersion"),
  sandboxImage: runtime.sandboxImage,
  cgroupDriver: cgroupDrivers.fromWire(runtime.cgroupDriver, "RuntimeSpec", "cgroupDriver"),
  restrictOomScoreAdj: runtime.restrictOomScoreAdj,
  mirrors: runtime.mirrors.map(fromWireMirror),
  insecureRegistries: runtime.insecureRegistries,
  ...(runtime.criDockerd && {
    criDockerd: {
      version: runtime.criDockerd.version,
      url: runtime.criDockerd.url,
      sha256: runtime.criDockerd.sha256,
    },
  }),
  ...(runtime.unmanaged && { unmanaged: true }),
});

const runtimeKinds = wireEnum<RuntimeSpec["kind"], wire.RuntimeKind>({
  containerd: "RUNTIME_KIND_CONTAINERD",
  docker: "RUNTIME_KIND_DOCKER",
  "cri-o": "RUNTIME_KIND_CRI_O",
});

const cgroupDrivers = wireEnum<RuntimeSpec["cgroupDriver"], wire.CgroupDriver>({
  systemd: "CGROUP_DRIVER_SYSTEMD",
  cgroupfs: "CGROUP_DRIVER_CGROUPFS",
});

const fromWireMirror = ({
  registry,
  endpoint,
  ca,
  credentials,
}: wire.RegistryMirror): RegistryMirror => ({
  registry,
  endpoint,
  ...(ca !== undefined && { ca }),
  ...(credentials && { credentials: { name: credentials.name, hash: credentials.hash } }),
});
