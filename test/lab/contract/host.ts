/**
 * What only a machine that may be changed can show: the real host's packages, units, transient units,
 * routes. Run as root on a lab host (`node host.ts [name…]`), never elsewhere: it installs and purges.
 * Prints one line per expectation; exit code 1 if one does not hold.
 */
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";
import { createRealHost } from "../../../agent/host/real/real-host.ts";
import { fileContract } from "../../contract/host/file-contract.ts";
import { readerContract } from "../../contract/host/reader-contract.ts";
import { networkContract } from "./network-contract.ts";
import { packageContract } from "./package-contract.ts";
import { programContract, runAndDie } from "./program-contract.ts";
import type { Expectation } from "../../contract/host/expectation.ts";
import { unitContract } from "../../contract/host/unit-contract.ts";

const access = createRealHost({
  root: "/",
  spawnProgram,
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  isReached: async () => false,
});

/** What a failed unit leaves in systemd's memory. */
const forget: Expectation = {
  title: "nothing of it stays",
  run: async () => {
    await spawnProgram({ argv: ["systemctl", "reset-failed"], limitMs: 5000 });
  },
};

const groups: Readonly<Record<string, readonly Expectation[]>> = {
  file: fileContract("/var/tmp/pharos-contract-files"),
  reader: readerContract,
  unit: [...unitContract, forget],
  program: programContract,
  package: packageContract,
  network: networkContract,
};

const wanted = process.argv.slice(2);
if (wanted[0] === "run-and-die") await runAndDie(access);
for (const [name, expectations] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { title, run } of expectations) {
    const startMs = performance.now();
    try {
      await run(access);
      console.log(`ok    ${name}: ${title} (${Math.round(performance.now() - startMs)} ms)`);
    } catch (error) {
      console.log(`FAIL  ${name}: ${title}`);
      console.log(error);
      process.exitCode = 1;
    }
  }
}
