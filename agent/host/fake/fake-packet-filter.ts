import { programFailed } from "../../../shared/errors/host-errors.ts";
import type { PacketFilterReader, PacketFilterWriter } from "../packet-filter.ts";
import type { FakeMachine } from "./fake-machine.ts";

export const createFakePacketFilterReader = (machine: FakeMachine): PacketFilterReader => {
  const table = async (): Promise<string | undefined> =>
    machine.packages.has("nftables") ? machine.filterTable : undefined;
  return { table, fingerprint: table };
};

/** Knows no language but our own: a file is the table behind its two first commands. */
export const createFakePacketFilterWriter = (machine: FakeMachine): PacketFilterWriter => ({
  load: (path) =>
    machine.write(`packetFilter.load ${path}`, () => {
      const text = machine.files.follow(path)?.text;
      if (text === undefined || !machine.packages.has("nftables")) {
        const stderr = "No such file or directory";
        throw programFailed({ program: "nft", reason: `nft -f ${path}`, exitCode: 1, stderr });
      }
      const at = text.indexOf("table inet pharos {");
      machine.filterTable = at < 0 ? undefined : text.slice(at);
    }),
  isReached: async () => machine.isReached,
});
