import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { UnitState } from "../host/units.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

export interface KubeletServiceState {
  readonly unit: UnitState;
  /** kubeadm has written its configuration; before that it cannot stay up and need not. */
  readonly configured: boolean;
}

const UNIT = "kubelet.service";

/** The kubelet comes with every boot, and runs, from the time on when kubeadm has configured it. */
export const kubeletService: Task<NodeSpec, KubeletServiceState> = {
  kind: "kubelet-service",
  name: () => UNIT,
  title: () => "run the kubelet",
  reads: (spec) => ["package:kubelet", "version:kubelet", membershipRef(spec)],
  writes: () => [`unit:${UNIT}`],
  check: async (host) => ({
    unit: await host.units.show(UNIT),
    configured: (await host.files.stat(kubeadmPaths.kubeletConfig)) !== undefined,
  }),
  predict: (state, spec, changed) =>
    changed.includes(membershipRef(spec))
      ? // What initializes or joins this host enables the kubelet, and kubeadm starts it.
        { configured: true, unit: { ...state.unit, enabled: "enabled", active: "active" } }
      : state,
  diff: ({ unit, configured }): readonly Change[] => {
    if (!configured) return [];
    const isUp = unit.active === "active" || unit.active === "activating";
    return [
      ...(unit.enabled === "enabled"
        ? []
        : [{ field: "enabled", before: unit.enabled, after: "enabled" }]),
      ...(isUp ? [] : [{ field: "active", before: unit.active, after: "active" }]),
    ];
  },
  leave: ({ unit }, _spec, changes) =>
    unit.active === "deactivating"
      ? changes.map(({ field }) => ({ field, kind: "unsettled", reason: "it is deactivating" }))
      : [],
  apply: async (host, _spec, changes) => {
    const fields = changes.map(({ field }) => field);
    if (fields.includes("enabled")) {
      if ((await host.units.show(UNIT)).load === "masked") await host.units.unmask(UNIT);
      await host.units.enable(UNIT);
    }
    if (fields.includes("active")) await host.units.start(UNIT);
  },
};

/** Written by what makes this host a node. */
export const membershipRef = ({ kubernetes }: NodeSpec): Ref =>
  kubernetes.bootstrap === "init" ? "cluster:initialized" : "cluster:joined";
