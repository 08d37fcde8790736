import type { FileReader } from "../files.ts";
import type { NetworkReader, NetworkWriter, Route } from "../network.ts";
import { askLoopback } from "./ask-loopback.ts";
import { gatherCalls } from "./gather-calls.ts";
import { parseListeners, parseAddresses, parseRoutes } from "./parse-network.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 10_000;
const OUR_PROTOCOL = "117";

export const createNetworkReader = (
  files: FileReader,
  spawnProgram: SpawnProgram,
): NetworkReader => {
  const ask = async (argv: readonly string[]): Promise<string> =>
    requireSuccess(argv.join(" "), await spawnProgram({ argv, limitMs: LIMIT_MS })).stdout;
  const routesOfFamily = gatherCalls(async (families: readonly Family[]) => {
    const answers = families.map(async (family) => [family, await routesOf(family, ask)] as const);
    return new Map(await Promise.all(answers));
  });
  return {
    routes: async () => {
      // With IPv6 off in the kernel `ip -6` is an error.
      const hasIpv6 = (await files.stat("/proc/net/if_inet6")) !== undefined;
      const families: readonly Family[] = hasIpv6 ? ["-4", "-6"] : ["-4"];
      const answers = await Promise.all(families.map((family) => routesOfFamily(family)));
      return answers.flatMap((routes) => routes ?? []);
    },
    addresses: async () => parseAddresses(await ask(["ip", "-j", "address", "show"])),
    listeners: async () => parseListeners(await ask(["ss", "-H", "-l", "-n", "-t", "-u", "-p"])),
    askLoopback,
  };
};

export const createNetworkWriter = (
  reader: NetworkReader,
  files: FileReader,
  spawnProgram: SpawnProgram,
): NetworkWriter => {
  const change = async (argv: readonly string[]): Promise<void> => {
    requireSuccess(argv.join(" "), await spawnProgram({ argv, limitMs: LIMIT_MS }));
  };
  return {
    putRoute: (destination, gateway) =>
      change([
        "ip",
        familyOf(destination),
        "route",
        "replace",
        destination,
        "via",
        gateway,
        "proto",
        OUR_PROTOCOL,
      ]),
    removeRoute: async (destination) => {
      const ours = (await reader.routes()).filter(
        (route) => route.destination === destination && route.protocol === "pharos",
      );
      for (const route of ours) {
        await change([
          "ip",
          familyOf(destination),
          "route",
          "delete",
          destination,
          "dev",
          route.device,
          "proto",
          OUR_PROTOCOL,
        ]);
      }
    },
    removeLink: async (device) => {
      if ((await files.stat(`/sys/class/net/${device}`)) === undefined) return;
      await change(["ip", "link", "delete", "dev", device]);
    },
  };
};

type Family = "-4" | "-6";

const routesOf = async (
  family: Family,
  ask: (argv: readonly string[]) => Promise<string>,
): Promise<readonly Route[]> =>
  parseRoutes(
    await ask(["ip", family, "-j", "route", "show", "table", "main"]),
    family === "-4" ? 4 : 6,
  );

const familyOf = (destination: string): Family => (destination.includes(":") ? "-6" : "-4");
