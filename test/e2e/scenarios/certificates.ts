import type { Lab } from "../../lab/lab.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";
import { DAYS_LEFT, PKI, readOnMaster, shortenCertificate } from "../shorten-certificate.ts";

/**
 * Certificates of the control plane that end soon are seen, and an apply renews them and starts anew
 * who reads them once; agents renew theirs when they are asked to.
 */
export const certificates: Scenario = {
  name: "certificates",
  needs: "formed-1-2",
  onlyByName: "the control plane's programs start anew",
  run: async ({ lab, cli, note }) => {
    for (const name of ["apiserver-kubelet-client", "front-proxy-client"])
      await shortenCertificate(lab, name, name.startsWith("front") ? "front-proxy-ca" : "ca");
    const before = await cli.run("status");
    expect(
      `status warns: ${before.stdout}`,
      before.stdout.includes("2 certificates of Kubernetes") &&
        before.stdout.includes(`ends in ${DAYS_LEFT - 1} days`),
    );
    const { records, apply } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    expectEqual("tasks of m1", startedTasks(records.get("m1") ?? []), [
      "kubernetes-certificates:control-plane",
    ]);
    for (const name of ["apiserver-kubelet-client", "front-proxy-client"]) {
      const check = ["openssl", "x509", "-noout", "-checkend", String(300 * 86_400)];
      const { code } = await runOn(lab, `${PKI}/${name}.crt`, check);
      expect(`${name} is good for a year`, code === 0);
    }
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    expect("status is quiet", !(await cli.must("status")).stdout.includes("certificate"));
    const renewed = await cli.must("certs renew");
    note(`certs renew ${renewed.tookMs} ms`);
    const events = (await cli.must("events", "--since", "5m", "-o", "json")).stdout;
    expectEqual("hosts that tell of it", events.split('"certificate-renewed"').length - 1, 3);
    const again = await cli.must("apply", "--yes");
    expect("nothing is left to do", again.stdout.startsWith("Nothing to do"));
  },
};

/** A program of this machine with a file of the host as its input. */
async function runOn(lab: Lab, path: string, argv: readonly string[]) {
  return await lab.exec(argv, { input: await readOnMaster(lab, path) });
}
