import { BlockList, isIPv6 } from "node:net";
import { programFailed } from "../../../shared/errors/host-errors.ts";
import type { InterfaceAddress, NetworkReader, NetworkWriter } from "../network.ts";
import type { FakeMachine } from "./fake-machine.ts";

export const createFakeNetworkReader = (machine: FakeMachine): NetworkReader => ({
  routes: async () => machine.routes,
  addresses: async () => machine.addresses,
  listeners: async () => machine.listeners,
  askLoopback: async (port, path) => {
    const text = machine.loopback.get(`${port}${path}`);
    return text === undefined
      ? { kind: "failed", reason: "ECONNREFUSED" }
      : { kind: "answered", text };
  },
});

export const createFakeNetworkWriter = (machine: FakeMachine): NetworkWriter => ({
  putRoute: (destination, gateway) =>
    machine.write(`network.putRoute ${destination}`, () => putRoute(machine, destination, gateway)),
  removeRoute: (destination) =>
    machine.write(`network.removeRoute ${destination}`, () => {
      machine.routes = machine.routes.filter(
        (route) => route.destination !== destination || route.protocol !== "pharos",
      );
    }),
  removeLink: (device) =>
    machine.write(`network.removeLink ${device}`, () => {
      machine.addresses = machine.addresses.filter((address) => address.device !== device);
      machine.routes = machine.routes.filter((route) => route.device !== device);
    }),
});

const putRoute = (machine: FakeMachine, destination: string, gateway: string): void => {
  const way = machine.addresses.find((address) => reaches(address, gateway));
  if (way === undefined) {
    throw programFailed({
      program: "ip",
      reason: `ip route replace ${destination} via ${gateway}`,
      exitCode: 2,
      stderr: "Error: Nexthop has invalid gateway.",
    });
  }
  const others = machine.routes.filter((route) => route.destination !== destination);
  machine.routes = [...others, { destination, gateway, device: way.device, protocol: "pharos" }];
};

const reaches = ({ address, prefixLength }: InterfaceAddress, gateway: string): boolean => {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (isIPv6(gateway) !== isIPv6(address)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(address, prefixLength, family);
  return subnet.check(gateway, family);
};
