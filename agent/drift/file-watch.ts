import { watch } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Watches paths, present or not, through all that can happen to them and to the folders above them. */
export interface FileWatch {
  /** From now on these and no others. `DIR/*` is any entry of a folder. */
  readonly set: (paths: readonly string[]) => void;
  /** Why some changes are not seen; `undefined`: all are. */
  readonly problem: () => string | undefined;
  readonly close: () => void;
}

/** Tells which watched paths may have changed: too many rather than too few. */
export type PathsListener = (paths: readonly string[]) => void;

/**
 * Folders are watched, not files: editors and our own writes replace a file by renaming another one,
 * and a watch would stay with the old. The folders above are watched too, so that a path is found
 * again after one of them was removed, moved or made. One inotify watch per folder.
 */
export const watchFiles = (listener: PathsListener): FileWatch => {
  let interests: ReadonlyMap<string, FolderInterest> = new Map();
  const open = new Map<string, { readonly close: () => void }>();
  const problems = new Map<string, string>();
  const disarm = (folder: string): void => {
    open.get(folder)?.close();
    open.delete(folder);
    problems.delete(folder);
  };
  const arm = (folder: string): void => {
    disarm(folder);
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => tell(folder, name));
      watcher.on("error", () => disarm(folder));
      open.set(folder, watcher);
    } catch (error) {
      const code = codeOf(error);
      if (!ABSENT.includes(code)) problems.set(folder, code);
    }
  };
  const tell = (folder: string, name: string | null): void => {
    const interest = interests.get(folder);
    if (interest === undefined) return;
    // A folder's own end is told under its own name; the folder above tells the same.
    const touched = name === null ? interest.all : (interest.byName.get(name) ?? interest.anyEntry);
    if (touched.length === 0) return;
    const place = name === null ? folder : join(folder, name);
    for (const below of interests.keys()) if (isWithin(below, place)) arm(below);
    listener(touched);
  };
  return {
    problem: () => [...problems].map(([folder, code]) => `${folder}: ${code}`)[0],
    set: (paths) => {
      interests = toInterests(paths);
      for (const folder of open.keys()) if (!interests.has(folder)) disarm(folder);
      for (const folder of interests.keys()) if (!open.has(folder)) arm(folder);
    },
    close: () => {
      interests = new Map();
      for (const folder of open.keys()) disarm(folder);
    },
  };
};

const ABSENT: readonly string[] = ["ENOENT", "ENOTDIR"];

/** Watched paths that an entry of a folder leads to. */
interface FolderInterest {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Paths that any other entry concerns. */
  readonly anyEntry: readonly string[];
  readonly all: readonly string[];
}

/** By folder, those above before those below. */
const toInterests = (paths: readonly string[]): ReadonlyMap<string, FolderInterest> => {
  const found = new Map<string, Map<string, string[]>>();
  for (const path of paths) {
    for (let place = path; place !== "/"; place = dirname(place)) {
      const names = found.get(dirname(place)) ?? new Map<string, string[]>();
      found.set(dirname(place), names);
      const concerned = names.get(basename(place)) ?? [];
      names.set(basename(place), [...concerned, path]);
    }
  }
  const folders = [...found].toSorted(([a], [b]) => a.length - b.length);
  return new Map(folders.map(([folder, names]) => [folder, toInterest(names)]));
};

const toInterest = (names: ReadonlyMap<string, readonly string[]>): FolderInterest => {
  const anyEntry = names.get("*") ?? [];
  const byName = [...names].map(([name, paths]) => [name, [...paths, ...anyEntry]] as const);
  return {
    anyEntry,
    byName: new Map(byName),
    all: [...new Set([...names.values()].flat())],
  };
};

const isWithin = (folder: string, place: string): boolean =>
  folder === place || folder.startsWith(`${place}/`);

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
