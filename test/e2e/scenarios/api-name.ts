import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "api.lab.test";

/** A new `api.endpoint` is in the certificate that the API server shows, without a restart of it. */
export const apiName: Scenario = {
  name: "api-name",
  needs: "formed-1-2",
  onlyByName: "an API server reads its certificate anew once in a minute",
  run: async ({ lab, cli, note }) => {
    const before = await readServer(lab);
    await cli.editConfig((file) => file.setIn(["api", "endpoint"], NAME));
    const { records } = await applyAsPlanned(lab, cli);
    expectEqual("tasks of m1", startedTasks(records.get("m1") ?? []), [
      "api-certificate:apiserver",
      "kubernetes-object:kube-system/ConfigMap/pharos-config",
    ]);
    const sinceMs = performance.now();
    await waitUntil(`${NAME} in the served certificate`, 90_000, async () =>
      (await readServedNames(lab)).includes(`DNS:${NAME}`),
    );
    note(`served after ${((performance.now() - sinceMs) / 1000).toFixed(1)} s`);
    expectEqual("the API server's container", await readServer(lab), before);
    const config = await kubectl(lab, [
      "-n",
      "kube-system",
      "get",
      "cm",
      "kubeadm-config",
      "-o",
      "yaml",
    ]);
    expect("kubeadm's stored configuration has the name", config.includes(NAME));
    const again = await cli.must("apply", "--yes");
    expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
  },
};

async function readServedNames(lab: Lab): Promise<string> {
  const script =
    "openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName";
  return (await lab.ssh("m1", ["sh", "-c", script])).stdout;
}

/** Its process: another one would be a restart. */
async function readServer(lab: Lab): Promise<string> {
  return (await lab.ssh("m1", ["pidof", "kube-apiserver"])).stdout;
}
