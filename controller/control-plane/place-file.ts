import { createHash } from "node:crypto";
import { extname } from "node:path";
import { CONTROL_PLANE_FOLDER } from "../../shared/spec/node-spec.ts";
import type { PlacedFile } from "./control-plane-part.ts";

const HASH_DIGITS = 10;

/** A file that everybody may read; its name holds a hash of it. */
export const placeText = (
  name: string,
  text: string,
  folder: string = CONTROL_PLANE_FOLDER,
): PlacedFile => {
  const hash = createHash("sha256").update(text).digest("hex");
  return { file: { path: toPath(folder, name, hash), content: { kind: "text", text } } };
};

export interface SecretPlace {
  /** Default: the control plane's own. */
  readonly folder?: string;
  /** What the secret's name begins with. Default: `control-plane`. */
  readonly use?: "control-plane" | "kubelet";
  /** Before the hash in the file's name: `7`. */
  readonly mark?: string;
}

/** A file that only root may read, and that no spec holds; `hash` is keyed. */
export const placeSecret = (
  name: string,
  text: string,
  hashSecret: (value: string) => string,
  { folder = CONTROL_PLANE_FOLDER, use = "control-plane", mark }: SecretPlace = {},
): PlacedFile => {
  const hash = hashSecret(text);
  const ref = { name: `${use}-${name}`, hash };
  return {
    file: { path: toPath(folder, name, hash, mark), content: { kind: "secret", ref } },
    secret: { ...ref, value: text },
  };
};

const toPath = (folder: string, name: string, hash: string, mark?: string): string => {
  const end = extname(name);
  const stem = name.slice(0, name.length - end.length);
  return `${folder}/${[stem, ...(mark === undefined ? [] : [mark]), hash.slice(0, HASH_DIGITS)].join("-")}${end}`;
};
