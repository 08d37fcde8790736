#!/usr/bin/env node
import { statSync } from "node:fs";
import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** File name of the CLI itself, beside this one. */
const PROGRAM = "./pharosctl-program.cjs";

/**
 * Starts the CLI with its compiled code from the user's cache: compiling it anew is half of what the
 * short commands take. A file cannot do that for itself, so this one is in front of it. Node before
 * 22.1 has no such cache, and somebody else's home (`sudo -E`) is no place to take code from.
 */
const launch = (): void => {
  const home = homedir();
  if (isOwn(home)) {
    const cache = process.env["XDG_CACHE_HOME"] ?? join(home, ".cache");
    nodeModule.enableCompileCache?.(join(cache, "pharosctl", "compiled"));
  }
  nodeModule.createRequire(join(import.meta.dirname, "pharosctl.cjs"))(PROGRAM);
};

const isOwn = (folder: string): boolean => {
  try {
    return statSync(folder).uid === process.geteuid?.();
  } catch {
    return false;
  }
};

launch();
