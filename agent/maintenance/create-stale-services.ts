import type { FileReader } from "../host/files.ts";
import { findStaleServices, type StaleService } from "./find-stale-services.ts";

/** All processes are looked at for it, and scrapers come every few seconds. */
const GOOD_FOR_MS = 10 * 60_000;

/** Units that run what was replaced, as they were ten minutes ago at most. */
export const createStaleServices = (
  files: FileReader,
  elapsedMs: () => number,
): (() => Promise<readonly StaleService[]>) => {
  let last: { readonly atMs: number; readonly found: Promise<readonly StaleService[]> } | undefined;
  return async () => {
    if (last === undefined || elapsedMs() - last.atMs >= GOOD_FOR_MS)
      last = { atMs: elapsedMs(), found: findStaleServices(files) };
    return await last.found;
  };
};
