import { expect, expectEqual } from "../expectation.ts";
import { readJournals } from "../journal.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

/** A cluster that is as cluster.yml says is looked at and not touched. */
export const secondApply: Scenario = {
  name: "second-apply",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli, note }) => {
    const before = await readJournals(lab);
    const plan = await readPlan(cli);
    expectEqual(
      "planned tasks",
      plan.hosts.flatMap(({ tasks }) => tasks),
      [],
    );
    const first = await cli.must("apply", "--yes");
    const second = await cli.must("apply", "--yes");
    note(`apply ${first.tookMs} ms, again ${second.tookMs} ms`);
    expect("it says that there is nothing to do", second.stdout.startsWith("Nothing to do"));
    expectEqual("the journals have not grown", await readJournals(lab), before);
  },
};
