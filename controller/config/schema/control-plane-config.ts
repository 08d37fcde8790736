import * as z from "zod";
import type { KubernetesComponent } from "../../../shared/versions/flag-changes.ts";
import { extraArguments } from "./extra-arguments.ts";
import { FeatureGates } from "./kubelet-config.ts";

const component = (name: KubernetesComponent) =>
  z
    .strictObject({ extra_args: extraArguments(name) })
    .prefault({})
    .describe(`Settings of ${name}.`);

export const ControlPlaneConfig = z.strictObject({
  api_server: component("kube-apiserver"),
  controller_manager: component("kube-controller-manager"),
  scheduler: component("kube-scheduler"),
  feature_gates: FeatureGates.default({}).describe("Feature gates of all three components."),
});
export type ControlPlaneConfig = z.infer<typeof ControlPlaneConfig>;

const kubeDuration = z.string();
const count = z.int().min(0);

/** kube-proxy; `conntrack` has the names of KubeProxyConfiguration. */
export const KubeProxyConfig = z.strictObject({
  mode: z
    .enum(["iptables", "ipvs", "nftables"])
    .default("iptables")
    .describe("How services are made; `nftables` from Kubernetes 1.31 on."),
  conntrack: z
    .strictObject({
      maxPerCore: count
        .optional()
        .describe("Connections per CPU core; 0 leaves the host's limit alone."),
      min: count.optional().describe("Least number of connections."),
      tcpBeLiberal: z.boolean().optional().describe("Take packets outside the window as well."),
      tcpEstablishedTimeout: kubeDuration
        .optional()
        .describe("Such as `24h`; `0s` leaves the host's."),
      tcpCloseWaitTimeout: kubeDuration
        .optional()
        .describe("Such as `1h`; `0s` leaves the host's."),
      udpTimeout: kubeDuration.optional().describe("Such as `30s`; `0s` leaves the host's."),
      udpStreamTimeout: kubeDuration.optional().describe("Such as `3m`; `0s` leaves the host's."),
    })
    .default({})
    .describe("Connection tracking, with the names of KubeProxyConfiguration."),
});
export type KubeProxyConfig = z.infer<typeof KubeProxyConfig>;
