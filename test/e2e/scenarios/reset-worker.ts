import { waitUntil } from "../../lab/wait-until.ts";
import { expectEqual, expectNone } from "../expectation.ts";
import { compareHostPictures, takeHostPicture } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { readJournal, readJournals, recordsSince, startedTasks } from "../journal.ts";
import type { Scenario } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

/** One worker is taken out and is bare again; the cluster forgets it; it can come back. */
export const resetWorker: Scenario = {
  name: "reset-worker",
  needs: "formed-1-2",
  turn: 1,
  run: async ({ lab, cli, note, barePictures }) => {
    const before = await readJournals(lab);
    const reset = await cli.must("reset", "--host", "w2", "--yes");
    note(`reset ${(reset.tookMs / 1000).toFixed(1)} s`);
    await waitForAgentsGone(lab, ["w2"]);
    const bare = barePictures.get("w2") ?? [];
    const left = compareHostPictures(bare, await takeHostPicture(lab, "w2"));
    await waitForNodes(lab, ["m1", "w1"]);
    for (const host of ["m1", "w1"]) {
      const since = async () => recordsSince(before.get(host) ?? [], await readJournal(lab, host));
      await waitUntil(`${host} to let w2 in no more`, 10_000, async () =>
        (await since()).some(({ event }) => event.type === "run-finished"),
      );
      expectEqual(`tasks of ${host}`, startedTasks(await since()), ["firewall:inet-pharos"]);
    }
    expectNone("w2 is not bare", left);
    const again = await applyAsPlanned(lab, cli);
    note(`apply ${(again.apply.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
  },
};
