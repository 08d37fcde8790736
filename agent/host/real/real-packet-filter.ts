import { FILTER_TABLE } from "../../../shared/firewall/render-table.ts";
import type { PacketFilterReader, PacketFilterWriter } from "../packet-filter.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 10_000;

export const createPacketFilterReader = (spawnProgram: SpawnProgram): PacketFilterReader => ({
  // Any failure is "none": nft tells an absent table and a missing right by text alone.
  table: async () => {
    const argv = ["nft", "--stateless", "list", "table", "inet", FILTER_TABLE];
    const { exitCode, stdout } = await spawnProgram({ argv, limitMs: LIMIT_MS });
    return exitCode === 0 ? stdout.replaceAll(/,\n\s+/g, ", ") : undefined;
  },
});

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
