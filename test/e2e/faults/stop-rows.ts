import { setTimeout as delay } from "node:timers/promises";
import { applyPatiently } from "../apply-patiently.ts";
import type { CliResult } from "../cli.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readJournal, recordsSince } from "../journal.ts";
import { phaseTold, taskTold } from "../moment.ts";
import type { Stage } from "../scenario.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { applyInto, type FaultRow } from "./fault-row.ts";

const HOST = "w1";
const ADDRESS = "10.77.0.21";
const PACKAGES = "packages:host";

/** Somebody stops an apply, or goes on after a kill with a part of it. */
export const stopRows: readonly FaultRow[] = [
  {
    name: "ctrl-c-in-packages",
    needs: "waiting-1-1",
    ends: ["RUN_INTERRUPTED"],
    usualSeconds: 80,
    strike: async (stage) => {
      const result = await stopInPackages(stage, 1);
      expectEqual("exit code", result.code, 130);
      return result;
    },
  },
  {
    name: "ctrl-c-twice-in-packages",
    needs: "waiting-1-1",
    ends: ["left"],
    usualSeconds: 80,
    strike: async (stage) => {
      const result = await stopInPackages(stage, 2);
      expect(
        `what to do is told: ${result.stderr}`,
        /^Left\. .*pharosctl attach/m.test(result.stderr),
      );
      return result;
    },
  },
  {
    name: "apply-only-after-kill",
    needs: "waiting-1-1",
    ends: ["killed"],
    usualSeconds: 110,
    strike: async (stage) => {
      const kill: Parameters<typeof applyInto>[2] = async ({ child }) => void child.kill("SIGKILL");
      const killed = await applyInto(stage, phaseTold("prepare hosts"), kill);
      const only = await applyPatiently(stage.cli, "--only", ADDRESS);
      expectEqual("exit code of apply --only", only.code, 0);
      stage.note(`apply --only ${(only.tookMs / 1000).toFixed(1)} s`);
      return killed;
    },
  },
];

/** Once, and the CLI waits for the task at hand; twice, and the host finishes it alone. Its journal names the stop. */
async function stopInPackages(stage: Stage, times: 1 | 2): Promise<CliResult> {
  const { lab } = stage;
  const before = await readJournal(lab, HOST);
  const result = await applyInto(stage, taskTold(HOST, PACKAGES), async ({ child, complained }) => {
    child.kill("SIGINT");
    if (times === 1) return;
    const isToldOf = async (): Promise<boolean> => /^Stopping: /m.test(await complained());
    await waitUntil("the first Ctrl-C to be told of", 10_000, isToldOf, 100);
    // Agents are asked to stop meanwhile.
    await delay(2_000);
    child.kill("SIGINT");
  });
  const fresh = async () =>
    recordsSince(before, await readJournal(lab, HOST)).map((one) => one.event);
  const isThrough = async (): Promise<boolean> => (await fresh()).at(-1)?.type === "run-finished";
  await waitUntil(`${HOST} to finish its task`, 300_000, isThrough, 1_000);
  const events = await fresh();
  const isDone = events.some(({ type, task }) => type === "task-changed" && task === PACKAGES);
  expect(`${HOST} has finished its task`, isDone);
  const stop = events.find(({ type }) => type === "run-stopped");
  expectEqual("the stop in the journal", stop?.after, PACKAGES);
  expect("its author is in the journal", (stop?.requestedBy ?? "") !== "");
  return result;
}
