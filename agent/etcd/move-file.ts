import type { Host } from "../host/host.ts";

const LIMIT_MS = 60_000;

/** A file or a folder gets another place on the same disk, at once. */
export const moveFile = async (
  { programs }: Pick<Host, "programs">,
  from: string,
  to: string,
): Promise<void> => {
  const argv = ["mv", "-T", from, to];
  await programs.run({ argv, limitMs: LIMIT_MS, reason: `moving ${from}` });
};
