import { restoreUnfinished } from "../../shared/errors/kubernetes-errors.ts";
import type { HostReader } from "../host/host.ts";
import { PARKED_FOLDER } from "./restore-places.ts";

/**
 * Throws `RESTORE_UNFINISHED` where manifests wait for a restore or a recovery that was cut: what the control plane
 * lacks is not damage, and is nothing to be cleared away.
 */
export const requireNoRestore = async (
  { files }: Pick<HostReader, "files">,
  host: string,
): Promise<void> => {
  const waiting = (await files.list(PARKED_FOLDER)) ?? [];
  if (waiting.length > 0) throw restoreUnfinished({ host });
};
