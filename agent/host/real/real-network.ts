import type { FileReader } from "../files.ts";
import type { NetworkReader, NetworkWriter, Route } from "../network.ts";
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
  return {
    routes: async () => {
      // With IPv6 off in the kernel `ip -6` is an error.
      const hasIpv6 = (await files.stat("/proc/net/if_inet6")) !== undefined;
      const families = hasIpv6 ? (["-4", "-6"] as const) : (["-4"] as const);
      const answers = await Promise.all(families.map((family) => routesOf(family, ask)));
      return answers.flat();
    },
    addresses: async () => parseAddresses(await ask(["ip", "-j", "address", "show"])),
    listeners: async () => parseListeners(await ask(["ss", "-H", "-l", "-n", "-t", "-u", "-p"])),
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

const routesOf = async (
  family: "-4" | "-6",
  ask: (argv: readonly string[]) => Promise<string>,
): Promise<readonly Route[]> =>
  parseRoutes(
    await ask(["ip", family, "-j", "route", "show", "table", "main"]),
    family === "-4" ? 4 : 6,
  );

const familyOf = (destination: string): "-4" | "-6" => (destination.includes(":") ? "-6" : "-4");
