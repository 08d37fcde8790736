import { createHmac } from "node:crypto";
import type { Change } from "../engine/change.ts";
import type { Host, HostReader } from "../host/host.ts";

/** A file as a task wants it. */
export interface WantedFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits. Default `0o644`. */
  readonly mode?: number;
  /** Default root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** The text is a secret: changes show its hash under this key instead. */
  readonly hashKey?: string;
}

export type ObservedFile =
  | { readonly kind: "absent" }
  | { readonly kind: "directory" | "symlink" | "other" }
  | {
      readonly kind: "file";
      readonly text: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

/** Looks at one path; a link is seen as a link. */
export const observeFile = async (host: HostReader, path: string): Promise<ObservedFile> => {
  const stat = await host.files.stat(path);
  if (stat === undefined) return { kind: "absent" };
  if (stat.kind !== "file") return { kind: stat.kind };
  const text = (await host.files.read(path)) ?? "";
  return { kind: "file", text, mode: stat.mode, uid: stat.uid, gid: stat.gid };
};

/** Fields `kind`, `text`, `mode`, `owner`; a new file shows its text alone. */
export const diffFile = (seen: ObservedFile, wanted: WantedFile): readonly Change[] => {
  const after = showText(wanted.text, wanted);
  if (seen.kind === "absent") return [{ field: "text", after }];
  if (seen.kind !== "file") {
    return [
      { field: "kind", before: seen.kind, after: "file" },
      { field: "text", after },
    ];
  }
  return [
    ...changed("text", showSeen(seen, wanted), after, seen.text !== wanted.text),
    ...changed("mode", showMode(seen.mode), showMode(modeOf(wanted))),
    ...changed("owner", `${seen.uid}:${seen.gid}`, showOwner(wanted)),
  ];
};

/** The single change of a path that is to go, `[]` if it is not there. Shows a file's text, unless it is for its owner alone. */
export const diffAbsentFile = (seen: ObservedFile): readonly Change[] => {
  if (seen.kind === "absent") return [];
  if (seen.kind === "file")
    return [{ field: "text", before: isPrivate(seen) ? PRIVATE : seen.text }];
  return [{ field: "kind", before: seen.kind }];
};

/** Writes text or attributes, as the changes ask. A directory in the way is removed. */
export const writeFile = async (
  host: Host,
  wanted: WantedFile,
  changes: readonly Change[],
): Promise<void> => {
  const { uid, gid } = wanted.owner ?? ROOT;
  const attributes = { mode: modeOf(wanted), uid, gid };
  const fields = new Set(changes.map(({ field }) => field));
  if (!fields.has("text") && !fields.has("kind")) {
    if (fields.size > 0) await host.files.setAttributes(wanted.path, attributes);
    return;
  }
  if ((await host.files.stat(wanted.path))?.kind === "directory")
    await host.files.remove(wanted.path);
  await host.files.write(wanted.path, wanted.text, attributes);
};

/** `0644`. */
export const showMode = (mode: number): string => mode.toString(8).padStart(4, "0");

const ROOT = { uid: 0, gid: 0 } as const;
const HASH_DIGITS = 16;

const modeOf = (wanted: WantedFile): number => wanted.mode ?? 0o644;

const showOwner = (wanted: WantedFile): string => {
  const { uid, gid } = wanted.owner ?? ROOT;
  return `${uid}:${gid}`;
};

const showText = (text: string, { hashKey }: WantedFile): string =>
  hashKey === undefined
    ? text
    : `secret ${createHmac("sha256", hashKey).update(text).digest("hex").slice(0, HASH_DIGITS)}`;

/** What nobody but its owner may read is not shown to those who read plans: a secret was in it. */
const showSeen = (seen: ObservedFile & { readonly kind: "file" }, wanted: WantedFile): string =>
  isPrivate(seen) && !isPrivate({ mode: modeOf(wanted) }) ? PRIVATE : showText(seen.text, wanted);

const PRIVATE = "(for its owner alone)";

const isPrivate = ({ mode }: { readonly mode: number }): boolean => (mode & 0o044) === 0;

const changed = (
  field: string,
  before: string,
  after: string,
  differs: boolean = before !== after,
): readonly Change[] => (differs ? [{ field, before, after }] : []);
