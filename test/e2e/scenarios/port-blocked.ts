import { setTimeout as delay } from "node:timers/promises";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect } from "../expectation.ts";
import { readJournal } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];
const AGENT_PORT = 7443;

/** The agents' port is closed while kubeadm runs: the same run goes on through SSH and ends well. */
export const portBlocked: Scenario = {
  name: "port-blocked",
  needs: "bare",
  onlyByName: "it forms a cluster of its own, which takes minutes",
  run: async ({ lab, cli, note }) => {
    const applying = cli.run("apply", "--yes");
    await waitUntil(
      "kubeadm init to begin",
      300_000,
      async () =>
        (await readJournal(lab, "m1")).some(
          ({ event }) =>
            event.type === "task-started" && event.task === "kubeadm-init:control-plane",
        ),
      500,
    );
    await delay(2_000);
    for (const host of HOSTS) await lab.block(host, AGENT_PORT);
    const first = await applying;
    expect(`the apply ends with 0: ${first.stderr}`, first.code === 0);
    note(`apply ${(first.tookMs / 1000).toFixed(1)} s, closed in the middle`);
    await waitForNodes(lab, HOSTS);
    const second = await cli.must("apply", "--yes");
    expect("nothing is to do", second.stdout.startsWith("Nothing to do"));
    for (const host of HOSTS) await lab.unblock(host, AGENT_PORT);
    const third = await cli.must("apply", "--yes");
    note(`again ${second.tookMs} ms, directly ${third.tookMs} ms`);
  },
};
