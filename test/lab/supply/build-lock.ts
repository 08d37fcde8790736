import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 500;

export interface BuildLock {
  readonly release: () => Promise<void>;
}

export interface LockOptions {
  /** How long another builder may hold the lock before we give up. */
  readonly limitMs: number;
  readonly onWait: () => void;
}

/**
 * Lets one process at a time build in `directory`. The lock is an abstract socket, which the kernel
 * frees with the process: a builder killed with -9 leaves nothing behind that would need judging.
 */
export const takeBuildLock = async (
  directory: string,
  options: LockOptions,
): Promise<BuildLock> => {
  const deadline = Date.now() + options.limitMs;
  const address = `\0pharosctl-lab-${createHash("sha256").update(directory).digest("hex").slice(0, 32)}`;
  let waited = false;
  for (;;) {
    const server = await listen(address);
    if (server !== undefined) return { release: () => close(server) };
    if (Date.now() > deadline) {
      throw new Error(
        `another process has been building in ${directory} for ${options.limitMs / 1000} s`,
      );
    }
    if (!waited) options.onWait();
    waited = true;
    await delay(pollMs);
  }
};

const listen = async (address: string): Promise<Server | undefined> => {
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return undefined;
    throw new Error(`cannot take the build lock`, { cause: error });
  }
  server.unref();
  return server;
};

const close = async (server: Server): Promise<void> => {
  server.close();
  await once(server, "close");
};
