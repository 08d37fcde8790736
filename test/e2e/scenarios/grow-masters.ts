import type { Document } from "yaml";
import { applyWithPowerCut } from "../apply-with-power-cut.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { checkEndpoints, readEtcdMembers } from "../masters.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

const MASTERS = ["m1", "m2", "m3"];

/**
 * One master becomes three, and the second one's power goes right after etcd has given it a vote: the
 * API is silent until the next apply starts that member, and ends the growth.
 */
export const growMasters: Scenario = {
  name: "grow-masters",
  needs: "bare-3-2",
  onlyByName: "four hosts form and grow, with a power cut in between",
  run: async ({ lab, cli, note }) => {
    await cli.editConfig((file) => removeHosts(file, [1, 2, 4]));
    await cli.must("apply", "--yes");
    await cli.writeConfig();
    await cli.editConfig((file) => removeHosts(file, [4]));
    const cut = await applyWithPowerCut(lab, cli, "m2");
    expectEqual("exit code of the apply that lost a host", cut.code, 1);
    note(`the cut one: ${/error (\w+)/.exec(cut.stderr)?.[1] ?? "?"}`);
    expectEqual("members after the cut", await readEtcdMembers(lab, "m1"), ["", "m1"]);
    await lab.powerOn("m2");
    const planned = (await readPlan(cli)).hosts.find(({ name }) => name === "m2")?.tasks ?? [];
    expect(
      "the announced member is planned to be started",
      planned.some(({ id }) => id === "etcd-member:m2"),
    );
    const grown = await cli.must("apply", "--yes");
    note(`grown in ${(grown.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, [...MASTERS, "w1"]);
    for (const master of MASTERS)
      expectEqual(`members of etcd at ${master}`, await readEtcdMembers(lab, master), MASTERS);
    await checkEndpoints(lab, MASTERS, ["w2"]);
    const { stdout } = await lab.ssh("m1", ["ls", "/var/lib/pharos/etcd-snapshots"]);
    for (const name of ["m2", "m3"])
      expect(`etcd was saved before ${name}`, stdout.includes(`-before-${name}-joins.snapshot`));
    const again = await cli.must("apply", "--yes");
    expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
    expectNone("left on hosts", await findLeftovers(lab));
  },
};

function removeHosts(file: Document, indexes: readonly number[]): void {
  for (const index of indexes.toSorted((a, b) => b - a)) file.deleteIn(["hosts", index]);
}
