import { setTimeout as delay } from "node:timers/promises";
import type { SnapshotName, Stage } from "../scenario.ts";
import { applyInto, type FaultRow } from "./fault-row.ts";
import { taskTold } from "../moment.ts";

interface LongTask {
  readonly name: string;
  readonly host: string;
  readonly task: string;
  readonly needs: SnapshotName;
}

const init: LongTask = {
  name: "init",
  host: "m1",
  task: "kubeadm-init:control-plane",
  needs: "bare-1-1",
};

const longTasks: readonly LongTask[] = [
  { name: "packages", host: "w1", task: "packages:host", needs: "waiting-1-1" },
  { name: "join", host: "w1", task: "kubeadm-join:node", needs: "waiting-1-1" },
  init,
];

/** Two minutes without a word, and the apply ends for this host. */
const AWAY = ["AGENT_UNREACHABLE", "CONNECTION_LOST", "CALL_TIMED_OUT"];

const MINUTE_MS = 60_000;

/** A host reboots, loses its power for a moment or for long, or its cable, in the middle of a long task. */
export const hostRows: readonly FaultRow[] = [
  ...longTasks.flatMap((long) => [
    row("host-rebooted-in", long, ["done"], 90, async ({ lab }) => {
      await lab.ssh(long.host, ["systemctl", "reboot", "--no-block"]);
    }),
    row("host-reset-in", long, ["done"], 90, async ({ lab }) => await lab.killHost(long.host)),
    row("host-off-in", long, AWAY, 260, async ({ lab }) => await lab.powerOff(long.host)),
    row("network-cut-in", long, AWAY, 260, async ({ lab }) => await lab.cut(long.host)),
  ]),
  // Longer than the lock lasts that the only master keeps.
  row("host-off-for-a-minute-in", init, ["done"], 160, async ({ lab }) => {
    await lab.powerOff(init.host);
    await delay(MINUTE_MS);
    await lab.powerOn(init.host);
  }),
];

function row(
  verb: string,
  { name, host, task, needs }: LongTask,
  ends: readonly string[],
  usualSeconds: number,
  act: (stage: Stage) => Promise<void>,
): FaultRow {
  return {
    name: `${verb}-${name}`,
    needs,
    ends,
    usualSeconds: needs === "bare-1-1" ? usualSeconds + 90 : usualSeconds,
    strike: async (stage) => {
      const result = await applyInto(stage, taskTold(host, task), async () => await act(stage));
      await bringBack(stage, host);
      return result;
    },
  };
}

/** Power and cable, whichever was taken. */
async function bringBack({ lab }: Stage, host: string): Promise<void> {
  await lab.heal(host);
  await lab.powerOn(host);
}
