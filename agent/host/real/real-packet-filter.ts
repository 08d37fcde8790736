import { FILTER_TABLE } from "../../../shared/firewall/render-table.ts";
import type { PacketFilterReader, PacketFilterWriter } from "../packet-filter.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 10_000;

const LIST_TABLE = ["list", "table", "inet", FILTER_TABLE] as const;

export const createPacketFilterReader = (spawnProgram: SpawnProgram): PacketFilterReader => {
  // Any failure is "none": nft tells an absent table and a missing right by text alone.
  const list = async (options: readonly string[]): Promise<string | undefined> => {
    const argv = ["nft", "--stateless", ...options, ...LIST_TABLE];
    const { exitCode, stdout } = await spawnProgram({ argv, limitMs: LIMIT_MS });
    return exitCode === 0 ? stdout : undefined;
  };
  return {
    table: async () => (await list([]))?.replaceAll(/,\n\s+/g, ", "),
    // Text comes word by word in hundreds of writes that wake us each time, JSON in one. An nft may be built without it.
    fingerprint: async () => (await list(["--json"])) ?? (await list([])),
  };
};

export const createPacketFilterWriter = (
  spawnProgram: SpawnProgram,
  isReached: PacketFilterWriter["isReached"],
): PacketFilterWriter => ({
  load: async (path) => {
    const argv = ["nft", "--file", path];
    requireSuccess("nft --file", await spawnProgram({ argv, limitMs: LIMIT_MS }));
  },
  isReached,
});
