import { expect, test } from "vitest";
import { findOrphans, parseRemovals } from "./simulate-removal.ts";
import type { SpawnProgram } from "./spawn-program.ts";

/** Answers of apt-get by whether it was asked about our packages or about autoremove alone. */
const apt =
  (autoremove: string, purge: string): SpawnProgram =>
  async ({ argv }) => ({
    argv,
    exitCode: 0,
    stdout: argv.includes("purge") ? purge : autoremove,
    stderr: "",
  });

test("a simulation names each package that would go, once", () => {
  const text =
    "NOTE: This is only a simulation!\nPurg kubelet [1.20.2-1.1]\nRemv runc [1.1.5]\nRemv runc [1.1.5]\n";
  expect(parseRemovals(text)).toEqual(["kubelet", "runc"]);
});

test("what came with our packages goes with them", async () => {
  const purge = "Purg containerd [1.6]\nRemv runc [1.1.5]\n";
  expect(await findOrphans(apt("", purge), ["containerd"])).toEqual(["runc"]);
});

test("what nobody needed before stays", async () => {
  const purge = "Purg containerd [1.6]\nRemv runc [1.1.5]\nRemv linux-image-old [6.1]\n";
  const spawnProgram = apt("Remv linux-image-old [6.1]\n", purge);
  expect(await findOrphans(spawnProgram, ["containerd"])).toEqual(["runc"]);
});
