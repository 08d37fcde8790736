import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";

export interface PackagedBridgeSpec {
  /** That brings it. */
  readonly package: `package:${string}`;
}

export interface PackagedBridgeState {
  readonly names: readonly string[];
  /** Its package is about to come. */
  readonly isComing: boolean;
}

/** `100-crio-bridge.conf`, `11-crio-ipv4-bridge.conflist`, `10-crio-bridge.conflist.disabled`: by age. */
const NAME = /^\d+-crio-/;

/**
 * No network of cri-o's own: its packages bring a bridge for hosts without Kubernetes, which would make a node
 * Ready, with addresses of its own, before the pod network is there. dpkg does not bring it back.
 */
export const packagedBridge: Task<PackagedBridgeSpec, PackagedBridgeState> = {
  kind: "packaged-bridge",
  name: () => "cri-o",
  title: () => "remove the network that cri-o's package brings",
  reads: (spec) => [spec.package, `file:${CNI_CONFIG_DIRECTORY}`],
  writes: () => [PACKAGED_BRIDGE],
  check: async (host) => ({
    names: ((await host.files.list(CNI_CONFIG_DIRECTORY)) ?? []).filter((name) => NAME.test(name)),
    isComing: false,
  }),
  diff: ({ names, isComing }) =>
    names.length > 0 || isComing ? [{ field: "bridge", before: "present" }] : [],
  predict: (state, spec, changed) => ({ ...state, isComing: changed.includes(spec.package) }),
  apply: async (host) => {
    const names = (await host.files.list(CNI_CONFIG_DIRECTORY)) ?? [];
    for (const name of names.filter((candidate) => NAME.test(candidate)))
      await host.files.remove(`${CNI_CONFIG_DIRECTORY}/${name}`);
  },
};

export const PACKAGED_BRIDGE: Ref = `file:${CNI_CONFIG_DIRECTORY}/*-crio-*`;
