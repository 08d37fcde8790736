import { statfs } from "node:fs/promises";

/** What facts need beyond a `HostReader`. */
export interface MachinePorts {
  /** As `process.arch`. */
  readonly architecture: string;
  /** `undefined`: no such mount, or it does not answer. */
  readonly space: (
    mount: string,
  ) => Promise<{ readonly totalBytes: number; readonly freeBytes: number } | undefined>;
  /** The processor's name where /proc/cpuinfo has none (arm64); empty if nobody knows. */
  readonly cpuModel: () => Promise<string>;
}

const SPACE_LIMIT_MS = 1000;

/** This machine. systeminformation is loaded only where it is asked: it costs some 30 ms and a process. */
export const createMachinePorts = (architecture: string): MachinePorts => ({
  architecture,
  space: (mount) => withLimit(readSpace(mount)),
  cpuModel: async () => {
    try {
      // Not the whole package: its text stays in memory with the program's.
      const { cpu } = await import("systeminformation/lib/cpu.js");
      return (await cpu()).brand;
    } catch {
      return "";
    }
  },
});

const readSpace: MachinePorts["space"] = async (mount) => {
  try {
    const { bsize, blocks, bavail } = await statfs(mount);
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
  } catch {
    return undefined;
  }
};

/** A file system whose device is gone can hold statfs for ever. */
const withLimit = async <Result>(result: Promise<Result>): Promise<Result | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), SPACE_LIMIT_MS);
  });
  try {
    return await Promise.race([result, limit]);
  } finally {
    clearTimeout(timer);
  }
};
