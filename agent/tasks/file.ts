import { dirname } from "node:path";
import { configurationRejected } from "../../shared/errors/task-errors.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { Host, HostReader } from "../host/host.ts";
import {
  diffAbsentFile,
  diffFile,
  type ObservedFile,
  observeFile,
  type WantedFile,
  writeFile,
} from "./observed-file.ts";

export type FileSpec = PresentFile | AbsentFile;

export interface PresentFile extends WantedFile {
  readonly ensure: "present";
  /** More that has to be there or gone before; the folder it lies in always is. */
  readonly needs?: readonly Ref[];
  /** The program that must accept the text before it takes the file's place. */
  readonly acceptedBy?: "haproxy";
}

export interface AbsentFile {
  readonly ensure: "absent";
  readonly path: string;
  readonly needs?: readonly Ref[];
}

export interface FileState {
  readonly file: ObservedFile;
  /** A text that waited for its program's verdict when we died. */
  readonly candidate: boolean;
}

/** One file: text, mode and owner, or its absence. */
export const file: Task<FileSpec, FileState> = {
  kind: "file",
  name: ({ path }) => path,
  title: ({ ensure, path }) => (ensure === "present" ? `write ${path}` : `remove ${path}`),
  reads: (spec) => [...folderOf(spec), ...(spec.needs ?? [])],
  writes: ({ path }) => [`file:${path}`],
  check: async (host, spec) => ({
    file: await observeFile(host, spec.path),
    candidate: hasVerdict(spec) && (await isThere(host, candidateOf(spec.path))),
  }),
  diff: (state, spec) => [...diffContent(state.file, spec), ...diffCandidate(state)],
  apply: async (host, spec, changes) => {
    if (spec.ensure === "absent") return host.files.remove(spec.path);
    const wanted = changes.filter(({ field }) => field !== "candidate");
    if (wanted.length > 0) await askProgram(host, spec);
    await writeFile(host, spec, wanted);
    if (hasVerdict(spec)) await host.files.remove(candidateOf(spec.path));
  },
};

const folderOf = (spec: FileSpec): readonly Ref[] =>
  spec.ensure === "present" ? [`file:${dirname(spec.path)}`] : [];

const hasVerdict = (spec: FileSpec): boolean =>
  spec.ensure === "present" && spec.acceptedBy !== undefined;

const candidateOf = (path: string): string => `${path}.candidate`;

const isThere = async (host: HostReader, path: string): Promise<boolean> =>
  (await host.files.stat(path)) !== undefined;

const diffContent = (seen: ObservedFile, spec: FileSpec): readonly Change[] =>
  spec.ensure === "present" ? diffFile(seen, spec) : diffAbsentFile(seen);

const diffCandidate = ({ candidate }: FileState): readonly Change[] =>
  candidate ? [{ field: "candidate", before: "left behind" }] : [];

const PROGRAM_MISSING = 127;

const askProgram = async (host: Host, spec: PresentFile): Promise<void> => {
  if (spec.acceptedBy === undefined) return;
  const candidate = candidateOf(spec.path);
  await host.files.write(candidate, spec.text, { mode: 0o600 });
  const verdict = await host.programs.query({
    program: spec.acceptedBy,
    verb: "check",
    path: candidate,
  });
  if (verdict.exitCode === 0 || verdict.exitCode === PROGRAM_MISSING) return;
  await host.files.remove(candidate);
  const reason = verdict.stderr.trim();
  throw configurationRejected({ program: spec.acceptedBy, path: spec.path, reason });
};
