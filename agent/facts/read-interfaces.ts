import type { InterfaceFacts } from "../../shared/spec/facts.ts";
import type { HostReader } from "../host/host.ts";

/** Interfaces that have an address (a node has hundreds that have none), addresses as `address/prefix length`. */
export const readInterfaces = async ({
  files,
  network,
}: HostReader): Promise<readonly InterfaceFacts[]> => {
  const addresses = await network.addresses().catch(() => []);
  const names = [...new Set(addresses.map(({ device }) => device))];
  return await Promise.all(
    names.map(async (name) => {
      const mtu = await files.read(`/sys/class/net/${name}/mtu`).catch(() => undefined);
      const own = addresses.filter(({ device }) => device === name);
      return {
        name,
        mtu: Number(mtu ?? 0),
        addresses: own.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
      };
    }),
  );
};
