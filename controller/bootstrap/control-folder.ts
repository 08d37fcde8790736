import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { createServer, type Server, connect } from "node:net";
import { join } from "node:path";

/** A private folder of one invocation, for sockets and scans. */
export interface ControlFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

const PREFIX = "pharos-ssh-";
/** A socket that somebody listens on for as long as the invocation lives; unlike a process id it cannot be another's. */
const ALIVE = "alive";
/** Between the folder and its socket. */
const YOUNG_MS = 60_000;

/** Makes one below `base`, and removes those of invocations that were killed. */
export const makeControlFolder = async (base: string, now: () => Date): Promise<ControlFolder> => {
  await removeDead(base, now());
  const path = await mkdtemp(join(base, PREFIX));
  const server = await listen(join(path, ALIVE));
  return {
    path,
    remove: async () => {
      server.close();
      await rm(path, { recursive: true, force: true });
    },
  };
};

const listen = (path: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(path, () => resolve(server.unref()));
  });

const removeDead = async (base: string, now: Date): Promise<void> => {
  const names = (await readdir(base)).filter((name) => name.startsWith(PREFIX));
  await Promise.all(
    names.map(async (name) => {
      const folder = join(base, name);
      const found = await stat(folder).catch(() => undefined);
      const isYoung = now.getTime() - (found?.mtimeMs ?? 0) < YOUNG_MS;
      const state = await ask(join(folder, ALIVE));
      // Another user's cannot be asked, and could not be removed either.
      const isDead = state === "ECONNREFUSED" || (state === "ENOENT" && !isYoung);
      if (isDead) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }),
  );
};

/** `undefined`: somebody listens; else the reason why not. */
const ask = (path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
  });
