import type { Task } from "../engine/task.ts";
import type { Ref } from "../engine/ref.ts";
import { dirname } from "node:path";

export interface FetchedProgramSpec {
  /** Of people's words: `cri-dockerd 0.3.24`. */
  readonly label: string;
  /** A gzipped tar archive. */
  readonly url: string;
  /** Hex SHA-256 of the archive. */
  readonly sha256: string;
  /** The program's path in it. */
  readonly member: string;
  /** Where the program is to be; the path has to change with the checksum, for what is there is believed. */
  readonly path: string;
  readonly needs?: readonly Ref[];
}

export interface FetchedProgramState {
  readonly isThere: boolean;
  /** What we died at: the archive and what came out of it. */
  readonly hasRoom: boolean;
}

/** Where the archive is opened, beside the program. */
export const roomOf = (path: string): string => `${path}.partial`;

const FETCH_LIMIT_MS = 10 * 60_000;
const STEP_LIMIT_MS = 2 * 60_000;

/**
 * A program out of an archive that is fetched, by apt's own helper (its proxies, its wait for a slow
 * server), and refused if it is not what its checksum says. It is at its place only when it is whole.
 */
export const fetchedProgram: Task<FetchedProgramSpec, FetchedProgramState> = {
  kind: "fetched-program",
  name: ({ path }) => path,
  title: ({ label }) => `fetch ${label}`,
  reads: ({ path, needs }) => [`file:${dirname(path)}`, ...(needs ?? [])],
  writes: ({ path }) => [`file:${path}`],
  check: async (host, { path }) => ({
    isThere: (await host.files.stat(path))?.kind === "file",
    hasRoom: (await host.files.stat(roomOf(path))) !== undefined,
  }),
  diff: ({ isThere, hasRoom }, { label }) => {
    if (!isThere) return [{ field: "program", after: label }];
    return hasRoom ? [{ field: "archive", before: "left behind" }] : [];
  },
  apply: async (host, { url, sha256, member, path }) => {
    const room = roomOf(path);
    const archive = `${room}/archive.tgz`;
    const run = (argv: readonly string[], limitMs: number): Promise<unknown> =>
      host.programs.run({ argv, limitMs, reason: argv.slice(0, 2).join(" ") });
    await host.files.remove(room);
    if ((await host.files.stat(path)) !== undefined) return;
    await host.files.makeDirectory(room, { mode: 0o700 });
    const fetch = ["/usr/lib/apt/apt-helper", "download-file", url, archive, `SHA256:${sha256}`];
    await run(fetch, FETCH_LIMIT_MS);
    await run(
      [
        "tar",
        "--extract",
        "--gzip",
        "--no-same-owner",
        `--file=${archive}`,
        `--directory=${room}`,
        member,
      ],
      STEP_LIMIT_MS,
    );
    await host.files.setAttributes(`${room}/${member}`, { mode: 0o755 });
    await run(["mv", "--no-target-directory", `${room}/${member}`, path], STEP_LIMIT_MS);
    await host.files.remove(room);
  },
};
