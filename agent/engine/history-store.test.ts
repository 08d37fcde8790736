import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stateUnreadable } from "../../shared/errors/agent-errors.ts";
import type { RunEvent, RunRecord } from "../../shared/spec/run.ts";
import { openHistoryStore, type RunFiles } from "./history-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "history-"));
});
afterEach(() => rm(folder, { recursive: true }));

const begin = (task: string, field: string): RunEvent => ({
  type: "task-started",
  task,
  title: "",
  changes: [{ field, after: "1.0" }],
});
const done = (task: string): RunEvent => ({ type: "task-changed", task, tookMs: 1 });

const runFiles = (runs: Readonly<Record<string, readonly RunEvent[]>>) => {
  const kept = new Map(Object.entries(runs));
  const toRecord =
    (run: string) =>
    (event: RunEvent, index: number): RunRecord => ({
      run,
      host: "m1",
      sequence: index + 1,
      atMs: 0,
      event,
    });
  const reads: string[] = [];
  const files: RunFiles = {
    runs: async () => [...kept.keys()].toSorted(),
    size: async (run) => kept.get(run)?.length ?? 0,
    read: async (run) => {
      reads.push(run);
      return (kept.get(run) ?? []).map(toRecord(run));
    },
    remove: async (run) => void kept.delete(run),
  };
  return { files, kept, reads };
};

const threeRuns = () =>
  runFiles({
    r1: [begin("packages:all", "haproxy"), begin("kubeadm-init:x", "control plane")],
    r2: [done("kubeadm-init:x"), begin("packages:all", "socat")],
    r3: [begin("kubeadm-join:y", "node")],
  });

const proven = {
  tasks: { "packages:all": "began", "kubeadm-init:x": "completed", "kubeadm-join:y": "began" },
  packages: ["haproxy", "socat"],
};

test("what runs prove stays when their records go", async () => {
  const { files, kept } = threeRuns();
  const store = openHistoryStore({ folder, files, keptRuns: 1 });
  expect(await store.read()).toEqual(proven);
  await store.prune("r3");
  expect([...kept.keys()]).toEqual(["r3"]);
  expect(await store.read()).toEqual(proven);
  expect(await openHistoryStore({ folder, files, keptRuns: 1 }).read()).toEqual(proven);
});

test("the run at hand is kept, even if its id sorts before the others", async () => {
  const { files, kept } = threeRuns();
  await openHistoryStore({ folder, files, keptRuns: 1 }).prune("r1");
  expect([...kept.keys()]).toEqual(["r1", "r3"]);
});

test("a kill before the records are dropped counts nothing twice, and they go the next time", async () => {
  const { files, kept } = threeRuns();
  const dying: RunFiles = { ...files, remove: () => Promise.reject(new Error("killed")) };
  const killed = openHistoryStore({ folder, files: dying, keptRuns: 1 }).prune("r3");
  await expect(killed).rejects.toThrow("killed");
  expect(kept.size).toBe(3);
  const store = openHistoryStore({ folder, files, keptRuns: 1 });
  expect(await store.read()).toEqual(proven);
  await store.prune("r3");
  expect([...kept.keys()]).toEqual(["r3"]);
  expect(await store.read()).toEqual(proven);
});

test("records are read again only when there are more of them", async () => {
  const { files, kept, reads } = threeRuns();
  const store = openHistoryStore({ folder, files, keptRuns: 20 });
  await store.read();
  expect(await store.read()).toEqual(proven);
  expect(reads).toEqual(["r1", "r2", "r3"]);
  kept.set("r3", [begin("kubeadm-join:y", "node"), done("kubeadm-join:y")]);
  expect((await store.read()).tasks["kubeadm-join:y"]).toBe("completed");
});

test("nothing is written while there is nothing to drop", async () => {
  const { files } = threeRuns();
  await openHistoryStore({ folder, files, keptRuns: 20 }).prune("r3");
  expect(await readdir(folder)).toEqual([]);
});

test("a damaged history is an error and never an empty one", async () => {
  await writeFile(join(folder, "history.json"), "{");
  const { files } = threeRuns();
  const read = openHistoryStore({ folder, files, keptRuns: 1 }).read();
  expect(stateUnreadable.is(await read.catch((error: unknown) => error))).toBe(true);
});

test("corrections of drift push out their own kind alone", async () => {
  const { files, kept } = runFiles({
    r1: [done("x")],
    "r2-drift": [done("x")],
    "r3-drift": [done("x")],
  });
  await openHistoryStore({ folder, files, keptRuns: 1 }).prune("r3-drift");
  expect([...kept.keys()]).toEqual(["r1", "r3-drift"]);
});
