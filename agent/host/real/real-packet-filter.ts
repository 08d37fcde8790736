import { FILTER_TABLE } from "../../../shared/firewall/render-table.ts";
import type { PacketFilterReader, PacketFilterWriter } from "../packet-filter.ts";
import type { LineDialogue, OpenDialogue } from "./line-dialogue.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 10_000;

const LIST_TABLE = ["list", "table", "inet", FILTER_TABLE] as const;

export const createPacketFilterReader = (
  spawnProgram: SpawnProgram,
  openDialogue: OpenDialogue,
): PacketFilterReader => {
  // Any failure is "none": nft tells an absent table and a missing right by text alone.
  const list = async (options: readonly string[]): Promise<string | undefined> => {
    const argv = ["nft", "--stateless", ...options, ...LIST_TABLE];
    const { exitCode, stdout } = await spawnProgram({ argv, limitMs: LIMIT_MS });
    return exitCode === 0 ? stdout : undefined;
  };
  // Text comes word by word in hundreds of writes that wake us each time, JSON in one. An nft may be built without it.
  const listOnce = async () => (await list(["--json"])) ?? (await list([]));
  const ask = createAsker(openDialogue);
  return {
    table: async () => (await list([]))?.replaceAll(/,\n\s+/g, ", "),
    fingerprint: async () => {
      const answer = await ask();
      return answer === "none can be had" ? await listOnce() : answer?.text;
    },
  };
};

type Asker = () => Promise<{ readonly text: string } | undefined | "none can be had">;

/**
 * Asks one nft that stays: an answer takes it under a millisecond, its start six. One that cannot be
 * talked to (built without the interactive mode, or without JSON) is not tried again.
 */
const createAsker = (openDialogue: OpenDialogue): Asker => {
  let dialogue: LineDialogue | undefined;
  let hasAnswered = false;
  let isRefused = false;
  return async () => {
    if (isRefused) return "none can be had";
    dialogue ??= openDialogue(["nft", "--stateless", "--json", "--interactive"], LIMIT_MS);
    const answer = await dialogue.ask(LIST_TABLE.join(" "));
    switch (answer.kind) {
      case "line":
        hasAnswered = true;
        return { text: answer.text };
      case "complaint":
        hasAnswered = true;
        return undefined;
      case "ended":
        dialogue = undefined;
        isRefused = !hasAnswered;
        return "none can be had";
    }
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
