import { fileRefused } from "../../../shared/errors/host-errors.ts";
import type { FileReader, FileStat, FileWriter } from "../files.ts";
import type { FakeEntry } from "./fake-file-tree.ts";
import type { FakeMachine } from "./fake-machine.ts";
import { startFakeComponent } from "./fake-static-pods.ts";

export const createFakeFileReader = ({ files }: FakeMachine): FileReader => ({
  read: async (path) => {
    const entry = files.follow(path);
    if (entry === undefined) return undefined;
    if (entry.kind === "directory")
      throw fileRefused({ path, operation: "read", reason: "EISDIR" });
    return entry.text;
  },
  bytes: async function* (path, { from = 0, length } = {}) {
    const entry = files.follow(path);
    if (entry?.kind !== "file")
      throw fileRefused({ path, operation: "read", reason: "no file is there" });
    const bytes = toBytes(entry.text);
    yield bytes.subarray(from, length === undefined ? bytes.length : from + length);
  },
  stat: async (path) => {
    const entry = files.entry(path);
    return entry && toStat(entry);
  },
  list: async (path) => files.names(path),
});

export const createFakeFileWriter = (machine: FakeMachine): FileWriter => {
  const { files, write } = machine;
  return {
    write: (path, text, attributes) =>
      write(`files.write ${path}`, () => {
        files.write(path, text, attributes);
        const [, component] = /^\/etc\/kubernetes\/manifests\/(kube-.+)\.yaml$/.exec(path) ?? [];
        if (component !== undefined) startFakeComponent(machine, component);
      }),
    makeDirectory: (path, attributes) =>
      write(`files.makeDirectory ${path}`, () => files.makeDirectory(path, attributes)),
    link: (path, target) => write(`files.link ${path}`, () => files.link(path, target)),
    setAttributes: (path, attributes) =>
      write(`files.setAttributes ${path}`, () => files.setAttributes(path, attributes)),
    remove: (path) => write(`files.remove ${path}`, () => files.remove(path)),
  };
};

const toStat = ({ kind, mode, uid, gid, text, target, changedAtMs }: FakeEntry): FileStat => ({
  kind,
  mode,
  uid,
  gid,
  sizeBytes: toBytes(kind === "symlink" ? target : text).length,
  changedAtMs,
  modifiedAtMs: changedAtMs,
  ...(kind === "symlink" ? { target } : {}),
});

/** What is no text is kept with a character for each byte; a zero among them tells. */
const toBytes = (text: string): Buffer =>
  Buffer.from(text, text.includes("\0") ? "latin1" : "utf8");
