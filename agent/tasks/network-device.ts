import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";

export interface NetworkDeviceSpec {
  readonly ensure: "absent";
  readonly device: string;
  readonly needs?: readonly Ref[];
}

/** A network device that a plugin of ours made and nobody takes away, such as the pods' bridge. */
export const networkDevice: Task<NetworkDeviceSpec, boolean> = {
  kind: "network-device",
  name: ({ device }) => device,
  title: ({ device }) => `remove network device ${device}`,
  reads: ({ needs }) => needs ?? [],
  writes: ({ device }) => [`file:/sys/class/net/${device}`],
  check: async (host, { device }) =>
    (await host.network.addresses()).some((address) => address.device === device),
  diff: (isThere, { device }) => (isThere ? [{ field: device, before: "present" }] : []),
  apply: (host, { device }) => host.network.removeLink(device),
};
