import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** All tests of a run share one temporary folder: what they leave goes with it, also after a failure. A short path, since sockets are in it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "pt-"));
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
