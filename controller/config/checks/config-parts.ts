import type * as z from "zod";
import { ClusterConfig } from "../cluster-config.ts";
import type { Flaw } from "../config-issue.ts";
import { type ConfigTree, selectValues, valueAt } from "../config-tree.ts";
import { HostConfig } from "../schema/host-config.ts";
import { NetworkConfig } from "../schema/network-config.ts";

/**
 * The parts of a file that other parts are compared with, each read by itself: one mistyped value
 * does not hide the duplicate address three hosts further on.
 */
export interface ConfigParts {
  readonly tree: ConfigTree;
  readonly hosts: readonly HostPart[];
  readonly network: z.infer<typeof Networks> | undefined;
  /** Full version; undefined if the file names none that can be used. */
  readonly kubernetesVersion: string | undefined;
}

export interface HostPart extends z.infer<typeof HostAddresses> {
  readonly index: number;
  /** Undefined where it is missing or wrong. */
  readonly role: "master" | "worker" | undefined;
}

export interface Finding extends Flaw {
  readonly severity: "error" | "warning";
}

export type ConfigCheck = (parts: ConfigParts) => readonly Finding[];

const HostAddresses = HostConfig.pick({
  address: true,
  private_address: true,
  private_interface: true,
  ssh_port: true,
}).strip();

const Networks = NetworkConfig.pick({
  provider: true,
  service_cidr: true,
  pod_network_cidr: true,
}).strip();

export const readParts = (tree: ConfigTree): ConfigParts => ({
  tree,
  hosts: selectValues(tree, "hosts[]").flatMap(({ value }, index) => {
    const addresses = HostAddresses.safeParse(value);
    const role = HostConfig.shape.role.safeParse(valueAt(value, ["role"])).data;
    return addresses.success ? [{ ...addresses.data, role, index }] : [];
  }),
  network: Networks.safeParse(valueAt(tree, ["network"]) ?? {}).data,
  kubernetesVersion: ClusterConfig.shape.kubernetes.safeParse(valueAt(tree, ["kubernetes"])).data
    ?.version,
});
