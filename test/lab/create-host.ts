import { randomBytes } from "node:crypto";
import { release } from "node:os";
import { guestFiles } from "./guest-files.ts";
import { createHostDisk } from "./host-disk.ts";
import { findBuiltinModules } from "./kernel-modules.ts";
import { hostPaths } from "./lab-paths.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost, LabState } from "./lab-state.ts";
import { guestPackages } from "./lab-supply.ts";
import { makeHostKeys } from "./ssh-access.ts";

/** Makes the disk of one bare host. Gives back its public host keys. */
export async function createHost(
  lab: LabPaths,
  state: LabState,
  host: LabHost,
  authorizedKey: string,
): Promise<readonly string[]> {
  const hostKeys = await makeHostKeys(lab, host.name);
  const files = guestFiles(host, {
    machineId: randomBytes(16).toString("hex"),
    hostKeys,
    authorizedKey,
    ...(await guestPackages(lab, state)),
    resolvers: state.online?.resolvers ?? [],
    builtinModules: await findBuiltinModules(),
    kernelRelease: release(),
  });
  await createHostDisk(hostPaths(lab, host.name), state.bareRoot, files);
  return [...hostKeys].filter(([name]) => name.endsWith(".pub")).map(([, key]) => key);
}
