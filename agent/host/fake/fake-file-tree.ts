import { posix } from "node:path";
import { fileRefused } from "../../../shared/errors/host-errors.ts";
import type { FileAttributes } from "../files.ts";

export interface FakeEntry {
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly text: string;
  readonly target: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly changedAtMs: number;
}

const FOLDERS = [
  "/etc/apt/keyrings",
  "/etc/apt/sources.list.d",
  "/etc/modules-load.d",
  "/etc/sysctl.d",
  "/etc/systemd/system/multi-user.target.wants",
  "/opt",
  "/root",
  "/run/systemd/system",
  "/tmp",
  "/usr/bin",
  "/usr/lib/systemd/system",
  "/usr/sbin",
  "/usr/share",
  "/var/lib/apt/lists",
  "/var/log",
];
const MAX_LINKS = 40;

/** Files of a machine in memory with the rules of a file system: parents, kinds, links, ctime. */
export class FakeFileTree {
  readonly #entries = new Map<string, FakeEntry>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#set("/", "directory", { mode: 0o755 });
    for (const folder of FOLDERS) this.makeDirectory(folder, { mode: 0o755 });
    this.seed("/etc/fstab", "# static file system information\n");
    this.seed("/etc/hostname", "fake\n");
  }

  /** Puts a file there as if it had always been, with its parents. */
  readonly seed = (
    path: string,
    text: string,
    attributes: FileAttributes = { mode: 0o644 },
  ): void => {
    this.makeDirectory(posix.dirname(path), { mode: 0o755 });
    this.write(path, text, attributes);
  };

  /** The entry at a path; links on the way are followed, one at its end is not. */
  readonly entry = (path: string): FakeEntry | undefined =>
    this.#entries.get(this.#real(path, false));

  readonly follow = (path: string): FakeEntry | undefined =>
    this.#entries.get(this.#real(path, true));

  readonly names = (path: string): readonly string[] | undefined => {
    const folder = this.#real(path, true);
    if (this.#entries.get(folder)?.kind !== "directory") return undefined;
    const prefix = folder === "/" ? "/" : `${folder}/`;
    return [...this.#entries.keys()]
      .filter(
        (key) => key !== "/" && key.startsWith(prefix) && !key.slice(prefix.length).includes("/"),
      )
      .map((key) => key.slice(prefix.length))
      .toSorted();
  };

  readonly write = (path: string, text: string, attributes: FileAttributes): void => {
    this.#set(this.#place("write", path), "file", { ...attributes, text });
  };

  readonly link = (path: string, target: string): void => {
    this.#set(this.#place("link", path), "symlink", { mode: 0o777, target });
  };

  readonly makeDirectory = (path: string, attributes: FileAttributes): void => {
    const parent = posix.dirname(path);
    if (parent !== "/" && this.follow(parent) === undefined)
      this.makeDirectory(parent, { mode: 0o755 });
    if ((this.follow(parent)?.kind ?? "directory") !== "directory")
      throw refused("make directory", path, "ENOTDIR");
    const kind = this.entry(path)?.kind ?? "directory";
    if (kind !== "directory") throw refused("make directory", path, "EEXIST");
    this.#set(this.#real(path, false), "directory", attributes);
  };

  readonly setAttributes = (path: string, attributes: FileAttributes): void => {
    const full = this.#real(path, true);
    const entry = this.#entries.get(full);
    if (entry === undefined) throw refused("set attributes of", path, "ENOENT");
    this.#set(full, entry.kind, { ...attributes, text: entry.text, target: entry.target });
  };

  readonly remove = (path: string): void => {
    const full = this.#real(path, false);
    const inside = `${full}/`;
    for (const key of this.#entries.keys()) {
      if (key === full || key.startsWith(inside)) this.#entries.delete(key);
    }
  };

  /** With all that is in it; parents of the new place are made. */
  readonly move = (from: string, to: string): void => {
    const parent = posix.dirname(to);
    if (this.follow(parent) === undefined) this.makeDirectory(parent, { mode: 0o755 });
    const [source, target] = [this.#real(from, false), this.#real(to, false)];
    const inside = [...this.#entries].filter(
      ([key]) => key === source || key.startsWith(`${source}/`),
    );
    for (const [key, entry] of inside) {
      this.#entries.delete(key);
      this.#entries.set(`${target}${key.slice(source.length)}`, entry);
    }
  };

  readonly snapshot = (): ReadonlyMap<string, FakeEntry> => this.#entries;

  readonly #set = (
    path: string,
    kind: FakeEntry["kind"],
    { mode, uid = 0, gid = 0, text = "", target = "" }: FileAttributes & Partial<FakeEntry>,
  ): void => {
    this.#entries.set(path, { kind, text, target, mode, uid, gid, changedAtMs: this.#nowMs() });
  };

  /** Where a rename would put something: the parent must be a directory, the place must not be one. */
  readonly #place = (operation: string, path: string): string => {
    const parent = this.follow(posix.dirname(path));
    if (parent === undefined) throw refused(operation, path, "ENOENT");
    if (parent.kind !== "directory") throw refused(operation, path, "ENOTDIR");
    if (this.entry(path)?.kind === "directory") throw refused(operation, path, "EISDIR");
    return this.#real(path, false);
  };

  readonly #real = (path: string, followLast: boolean): string => {
    let done = "/";
    const rest = posix
      .normalize(path)
      .split("/")
      .filter((part) => part !== "");
    for (let links = 0; rest.length > 0;) {
      const next = posix.join(done, rest.shift() ?? "");
      const entry = this.#entries.get(next);
      if (entry?.kind !== "symlink" || (rest.length === 0 && !followLast)) {
        done = next;
        continue;
      }
      links += 1;
      if (links > MAX_LINKS) throw refused("read", path, "ELOOP");
      rest.unshift(
        ...posix
          .resolve(done, entry.target)
          .split("/")
          .filter((part) => part !== ""),
      );
      done = "/";
    }
    return done;
  };
}

const refused = (operation: string, path: string, reason: string): Error =>
  fileRefused({ path, operation, reason });
