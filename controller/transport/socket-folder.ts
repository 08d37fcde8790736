import { tmpdir } from "node:os";
import { type ControlFolder, makeControlFolder } from "../bootstrap/control-folder.ts";

const LONGEST_PARENT = 30;

/** Where folders for unix sockets are made: paths of sockets are short, and macOS has a long temporary folder. */
export const socketFolder = (): string => (tmpdir().length > LONGEST_PARENT ? "/tmp" : tmpdir());

/** A private folder for sockets that is made when it is first asked for. */
export interface LazySocketFolder {
  readonly path: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

export const createLazySocketFolder = (now: () => Date): LazySocketFolder => {
  let made: Promise<ControlFolder> | undefined;
  return {
    path: async () => (await (made ??= makeControlFolder(socketFolder(), now))).path,
    remove: async () => (await made)?.remove(),
  };
};
