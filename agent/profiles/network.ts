import type { BridgeNetworkSpec, NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { BRIDGE_DEVICE, CONFLIST_PATH, renderConflist } from "../network/render-conflist.ts";
import {
  MASQUERADE_DIRECTORY,
  MASQUERADE_RULES_PATH,
  MASQUERADE_UNIT,
  MASQUERADE_UNIT_PATH,
  renderMasqueradeRules,
  renderMasqueradeUnit,
} from "../network/render-masquerade.ts";
import { firewallTasks } from "./firewall-tasks.ts";
import { directory } from "../tasks/directory.ts";
import { file } from "../tasks/file.ts";
import { hostRoutes } from "../tasks/host-routes.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { networkDevice } from "../tasks/network-device.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";

/** What the pod network needs on the host (nothing for providers that live in the cluster), and its firewall. */
export const networkProfile = (spec: NodeSpec): readonly BoundTask[] => [
  ...(spec.network.provider === "bridge" ? bridgeTasks(spec.network) : []),
  ...firewallTasks(spec),
];

/** The same, gone, after the pods are (`needs`). */
export const absentNetworkTasks = (
  { network }: NodeSpec,
  needs: readonly Ref[],
): readonly BoundTask[] => {
  switch (network.provider) {
    case "bridge":
      return absentBridgeTasks(network, needs);
    case "weave":
      return absentWeaveTasks(needs);
    case "custom":
      return [];
  }
};

const WEAVE_DEVICES = ["weave", "vethwe-bridge", "datapath", "vxlan-6784"];

/** What Weave's own pods put on the host; its peers and addresses are in the directory. */
const absentWeaveTasks = (needs: readonly Ref[]): readonly BoundTask[] => [
  bindTask(file, { ensure: "absent", path: "/etc/cni/net.d/10-weave.conflist", needs }),
  bindTask(leftovers, {
    directory: "/opt/cni/bin",
    keep: [],
    ours: { kind: "prefix", prefix: "weave-" },
    needs,
  }),
  bindTask(directory, { ensure: "absent", path: "/var/lib/weave", needs }),
  ...WEAVE_DEVICES.map((device) => bindTask(networkDevice, { ensure: "absent", device, needs })),
];

const absentBridgeTasks = (
  network: BridgeNetworkSpec,
  needs: readonly Ref[],
): readonly BoundTask[] => [
  bindTask(unit, { ensure: "stopped", unit: MASQUERADE_UNIT, needs }),
  bindTask(unitFile, {
    ...unitFileOf(network),
    ensure: "absent",
    needs: [`unit:${MASQUERADE_UNIT}`],
  }),
  bindTask(directory, {
    ensure: "absent",
    path: MASQUERADE_DIRECTORY,
    needs: [`unit:${MASQUERADE_UNIT}`],
  }),
  bindTask(file, { ensure: "absent", path: CONFLIST_PATH, needs }),
  bindTask(networkDevice, { ensure: "absent", device: BRIDGE_DEVICE, needs }),
  bindTask(hostRoutes, { routes: [] }),
];

const bridgeTasks = (network: BridgeNetworkSpec): readonly BoundTask[] => [
  bindTask(file, { ensure: "present", path: CONFLIST_PATH, text: renderConflist(network) }),
  bindTask(directory, { ensure: "present", path: MASQUERADE_DIRECTORY, mode: 0o755 }),
  bindTask(file, {
    ensure: "present",
    path: MASQUERADE_RULES_PATH,
    text: renderMasqueradeRules(network),
  }),
  bindTask(unitFile, unitFileOf(network)),
  bindTask(unit, {
    ensure: "running",
    unit: MASQUERADE_UNIT,
    restartOn: [
      { ref: `file:${MASQUERADE_UNIT_PATH}`, path: MASQUERADE_UNIT_PATH },
      { ref: `file:${MASQUERADE_RULES_PATH}`, path: MASQUERADE_RULES_PATH },
    ],
    needs: ["package:nftables"],
  }),
  bindTask(hostRoutes, { routes: network.routes }),
];

const unitFileOf = (network: BridgeNetworkSpec) =>
  ({
    ensure: "present",
    unit: MASQUERADE_UNIT,
    path: MASQUERADE_UNIT_PATH,
    text: renderMasqueradeUnit(network),
  }) as const;
