export interface Machine {
  readonly platform: string;
  readonly architecture: string;
  readonly osRelease: string;
  readonly isRoot: boolean;
  /** Whether mount, network and process namespaces can be made. */
  readonly makesNamespaces: boolean;
  readonly mountsOverlays: boolean;
  readonly memoryBytes: number;
  /** Where the lab keeps its disks. */
  readonly freeBytes: number;
  readonly cacheDir: string;
}

const gigabyte = 1e9;
const neededMemoryBytes = 3 * gigabyte;
/** Kubernetes' source and results are the larger part. */
const neededDiskBytes = 12 * gigabyte;

/** Why a machine cannot run the lab and the demo, one line each with what would help; none if it can. */
export const findObstacles = (machine: Machine): readonly string[] => {
  if (machine.platform !== "linux") {
    return [
      `it runs ${machine.platform}, and the hosts are systemd-nspawn containers: use Debian 12, in a virtual machine for example`,
    ];
  }
  return [
    ...unless(
      /^VERSION_CODENAME=bookworm$/m.test(machine.osRelease),
      `it is ${nameOf(machine.osRelease)}: packages and images of the demo are built from Debian 12's`,
    ),
    ...unless(
      ["x64", "arm64"].includes(machine.architecture),
      `its architecture is ${machine.architecture}: x64 and arm64 can`,
    ),
    ...unless(machine.isRoot, "you are not root: sudo npm run demo"),
    ...unless(
      !machine.isRoot || machine.makesNamespaces,
      "namespaces cannot be made in it, so systemd-nspawn cannot run: use a virtual machine or a privileged container",
    ),
    ...unless(machine.mountsOverlays, "its kernel has no overlayfs: modprobe overlay"),
    ...unless(
      machine.memoryBytes >= neededMemoryBytes,
      `it has ${inGigabytes(machine.memoryBytes)} of memory: 3 GB are needed`,
    ),
    ...unless(
      machine.freeBytes >= neededDiskBytes,
      `${inGigabytes(machine.freeBytes)} are free below ${machine.cacheDir}: 12 GB are needed; PHAROS_LAB_CACHE names another folder`,
    ),
  ];
};

const unless = (holds: boolean, obstacle: string): readonly string[] => (holds ? [] : [obstacle]);

const nameOf = (osRelease: string): string =>
  /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(osRelease)?.[1] ?? "no known distribution";

const inGigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`;
