import { homedir } from "node:os";
import { join } from "node:path";

/** Where everything of one lab lies; all of it is below the cache, outside the source tree. */
export interface LabPaths {
  readonly name: string;
  readonly cacheDir: string;
  readonly labDir: string;
  readonly statePath: string;
  readonly lockPath: string;
  readonly sshKeyPath: string;
  readonly knownHostsPath: string;
  readonly hostsDir: string;
  readonly snapshotsDir: string;
  /** A file that the lab's network namespace is bound to. `ip netns` is not used: it leaves a mount behind on `/run/netns`. */
  readonly netnsPath: string;
  /** The armoured public key that signs the package repositories that this lab's hosts are served. */
  readonly supplyKeyPath: string;
  readonly supplyPidPath: string;
  readonly supplyLogPath: string;
}

export function labCacheDir(env: NodeJS.ProcessEnv): string {
  const caches = env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return env["PHAROS_LAB_CACHE"] ?? join(caches, "pharosctl-lab");
}

export function labPaths(cacheDir: string, name: string): LabPaths {
  const labDir = join(cacheDir, "labs", name);
  return {
    name,
    cacheDir,
    labDir,
    statePath: join(labDir, "state.json"),
    lockPath: join(cacheDir, "locks", name),
    sshKeyPath: join(labDir, "ssh-key"),
    knownHostsPath: join(labDir, "known-hosts"),
    hostsDir: join(labDir, "hosts"),
    snapshotsDir: join(labDir, "snapshots"),
    netnsPath: join(labDir, "netns"),
    supplyKeyPath: join(labDir, "supply-key.asc"),
    supplyPidPath: join(labDir, "supply-server.json"),
    supplyLogPath: join(labDir, "supply-server.log"),
  };
}

/** The parts of one host: `disk` is what a power cut leaves and a snapshot keeps. */
export interface HostPaths {
  readonly hostDir: string;
  readonly disk: string;
  readonly upper: string;
  readonly work: string;
  readonly varLib: string;
  /** Mount point of the assembled root; something is mounted there in the supervisor's mount namespace only. */
  readonly root: string;
  readonly consoleLog: string;
  readonly supervisorPath: string;
  readonly nspawnPath: string;
  readonly cutPath: string;
}

export function hostPaths(lab: LabPaths, host: string): HostPaths {
  const hostDir = join(lab.hostsDir, host);
  const disk = join(hostDir, "disk");
  return {
    hostDir,
    disk,
    upper: join(disk, "upper"),
    work: join(disk, "work"),
    varLib: join(disk, "var-lib"),
    root: join(hostDir, "root"),
    consoleLog: join(hostDir, "console.log"),
    supervisorPath: join(hostDir, "supervisor.json"),
    nspawnPath: join(hostDir, "nspawn.json"),
    cutPath: join(hostDir, "cut"),
  };
}
