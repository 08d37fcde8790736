import { join } from "node:path";
import type { Stage } from "../lab/supply/stage.ts";
import { ensureUnpacked, unpackPackages } from "./unpack-packages.ts";

/** What runs programs of arm64 on this machine. */
export interface Emulator {
  /** qemu's user mode emulation, a static program. */
  readonly program: string;
  /** Root with the libraries that Node wants, of arm64. */
  readonly libraries: string;
}

/** From Debian's packages, unpacked into the cache and installed nowhere; made once. */
export const ensureEmulator = async (progress: (line: string) => void): Promise<Emulator> => {
  const found = await ensureUnpacked(foreign, progress);
  return {
    program: join(found, "native/usr/bin/qemu-aarch64-static"),
    libraries: join(found, "arm64"),
  };
};

const foreign: Stage = {
  name: "foreign-programs",
  inputs: ["qemu-user-static", "libstdc++6", "recipe 1"],
  needs: [],
  build: async ({ directory, progress }) => {
    progress("downloading qemu-user-static, and libstdc++6 of arm64");
    await unpackPackages(directory, { names: ["qemu-user-static"], place: "native" });
    await unpackPackages(directory, {
      names: ["libstdc++6"],
      place: "arm64",
      architecture: "arm64",
    });
  },
};
