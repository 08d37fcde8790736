import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readJournal, recordsSince, startedTasks } from "../journal.ts";
import type { Scenario } from "../scenario.ts";

const CONFLIST = "/etc/cni/net.d/10-pharos.conflist";

/** A host that was changed while its agent was away converges when it boots, with nobody there to help. */
export const driftBoot: Scenario = {
  name: "drift-boot",
  needs: "formed-1-2",
  onlyByName: "it boots hosts twice, which takes a minute",
  run: async ({ lab, note }) => {
    const before = await readJournal(lab, "w1");
    const script = `systemctl stop pharos-agent.service && echo broken >${CONFLIST} && sync`;
    expect("hands on w1 work", (await lab.ssh("w1", ["sh", "-c", script])).code === 0);
    await lab.powerOff("w1");
    await lab.powerOff("m1");
    const startMs = performance.now();
    await lab.powerOn("w1");
    await waitUntil(
      "w1 to be as its spec says",
      60_000,
      async () => (await lab.ssh("w1", ["grep", "-q", "portmap", CONFLIST])).code === 0,
      300,
    );
    note(`right ${((performance.now() - startMs) / 1000).toFixed(1)} s after power came back`);
    const records = recordsSince(before, await readJournal(lab, "w1"));
    const profiles = [...new Set(records.flatMap(({ event }) => event.profile ?? []))];
    expectEqual("profiles of the runs", profiles, ["drift"]);
    expect("the file is in the journal", startedTasks(records).includes(`file:${CONFLIST}`));
    await lab.powerOn("m1");
  },
};
