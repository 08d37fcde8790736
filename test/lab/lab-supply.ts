import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { hostCodename } from "./bare-root.ts";
import { aptKeyPath } from "./guest-files.ts";
import { joinCgroups, makeCgroups } from "./cgroups.ts";
import { LabError } from "./lab-error.ts";
import { insideNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { gatewayAddress } from "./lab-addresses.ts";
import { machineMirrors } from "./machine-mirrors.ts";
import { killProcess, recordProcess } from "./process-record.ts";
import { runCommand } from "./run-command.ts";
import { waitUntil } from "./wait-until.ts";
import { writeAtomic } from "./write-atomic.ts";

const aptPort = 8080;
const registryPort = 5000;
export const aptUrl = `http://${gatewayAddress}:${aptPort}`;
export const registryUrl = `http://${gatewayAddress}:${registryPort}`;

/** Serves packages and images to the hosts from the lab's own network, until `stopSupply`. */
export async function startSupply(lab: LabPaths, state: LabState): Promise<void> {
  await killProcess(lab.supplyPidPath);
  const script = fileURLToPath(new URL("supply/serve.ts", import.meta.url));
  const ports = ["--apt-port", String(aptPort), "--registry-port", String(registryPort)];
  const [program = "", ...enter] = insideNetwork(lab);
  const log = await open(lab.supplyLogPath, "w");
  const serve = [process.execPath, script, "--bind", gatewayAddress, ...ports];
  const child = spawn(program, [...enter, ...serve], {
    detached: true,
    cwd: "/",
    stdio: ["ignore", log.fd, log.fd],
    env: { ...process.env, PHAROS_LAB_CACHE: lab.cacheDir },
  });
  child.on("error", () => {});
  await log.close();
  if (child.pid === undefined) throw new LabError("cannot start the supply server");
  await joinCgroups(await makeCgroups(state.cgroupDirs, "supply"), child.pid);
  await recordProcess(lab.supplyPidPath, child.pid);
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null)
      throw new LabError(`the supply server ended: see ${lab.supplyLogPath}`);
    return await isSupplyAnswering(lab);
  };
  await waitUntil("the supply server to answer", 20_000, answers);
  child.unref();
}

export async function isSupplyAnswering(lab: LabPaths): Promise<boolean> {
  const probe = `require("net").connect(${registryPort}, "${gatewayAddress}")
    .on("connect", () => process.exit(0)).on("error", () => process.exit(1))`;
  const result = await runCommand([...insideNetwork(lab), process.execPath, "-e", probe], {
    timeoutMs: 5000,
  });
  return result.code === 0;
}

/** Builds what is not in the cache yet: Kubernetes from Debian's source takes minutes, once. */
export async function prepareSupply(lab: LabPaths, log: (line: string) => void): Promise<void> {
  // Loaded where it is needed: most verbs have nothing to do with the supply and should start fast.
  const { ensureSupply } = await import("./supply/ensure-supply.ts");
  const { keyPath } = await ensureSupply({ cacheDirectory: lab.cacheDir, progress: log });
  // A copy, since the cached supply may be replaced by a newer one while this lab is up.
  await writeAtomic(lab.supplyKeyPath, await readFile(keyPath, "utf8"));
}

/** A host's own package sources, as its distribution would have set them up: the machine's own mirrors online, none without a supply. */
export async function guestPackages(
  lab: LabPaths,
  state: LabState,
): Promise<{ readonly aptSources: readonly string[]; readonly aptKey: string | undefined }> {
  if (state.online !== undefined) {
    // The key of these is in the shared root, by Debian's own package.
    return { aptSources: await machineMirrors(hostCodename), aptKey: undefined };
  }
  if (!state.supply) return { aptSources: [], aptKey: undefined };
  const source = `deb [signed-by=${aptKeyPath}] ${aptUrl}/apt-debian ${hostCodename} main`;
  return { aptSources: [source], aptKey: await readFile(lab.supplyKeyPath, "utf8") };
}
