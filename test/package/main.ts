/**
 * Tries a finished release: checksums, signature, the package of npm, archives, the agent for arm64.
 * `node test/package/main.ts RELEASE INSTALLED`, where RELEASE is what `npm run release` has made and
 * INSTALLED an empty folder, in which the package is then installed and stays. What cannot be tried on
 * this machine is left out, which is said; with `CI=true` it is a failure. Ends with 1 if anything is not so.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { archiveSteps } from "./archive-steps.ts";
import { completionSteps } from "./completion-steps.ts";
import { checksumSteps } from "./checksum-steps.ts";
import { installSteps } from "./install-steps.ts";
import type { Step, Workroom } from "./step.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(release: string, installed: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-package-"));
  let failed = 0;
  try {
    for (const step of [...installSteps, ...completionSteps, ...checksumSteps, ...archiveSteps]) {
      failed += (await tryStep(step, { release, installed, folder, print })) ? 0 : 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

async function tryStep({ title, obstacle, run }: Step, room: Workroom): Promise<boolean> {
  const reason = obstacle?.();
  if (reason !== undefined) {
    const isFailure = process.env["CI"] === "true";
    print(`${isFailure ? "FAIL" : "--"}    ${title}: left out: ${reason}`);
    return !isFailure;
  }
  const start = performance.now();
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1);
  try {
    await run(room);
    print(`ok    ${title} (${seconds()} s)`);
    return true;
  } catch (error) {
    print(`FAIL  ${title} (${seconds()} s): ${String(error)}`);
    return false;
  }
}

const [release, installed] = process.argv.slice(2);
if (release === undefined || installed === undefined) {
  throw new Error("usage: node test/package/main.ts RELEASE INSTALLED");
}
process.exitCode = await main(resolve(release), resolve(installed));
