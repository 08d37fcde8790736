import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { runChecked } from "../../lab/run-command.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

const PKI = "/etc/kubernetes/pki";
const DAYS_LEFT = 20;

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
      await shorten(lab, name, name.startsWith("front") ? "front-proxy-ca" : "ca");
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

/** Issues a certificate of the control plane anew, by its own authority, for a shorter time. */
async function shorten(lab: Lab, name: string, authority: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-certificates-"));
  try {
    for (const file of [`${name}.crt`, `${name}.key`, `${authority}.crt`, `${authority}.key`])
      await writeFile(join(folder, file), await read(lab, `${PKI}/${file}`), { mode: 0o600 });
    const at = (file: string): string => join(folder, file);
    await writeFile(at("extensions"), "extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature\n");
    const request = [
      "-in",
      at(`${name}.crt`),
      "-signkey",
      at(`${name}.key`),
      "-out",
      at("request"),
    ];
    await runChecked(["openssl", "x509", "-x509toreq", ...request]);
    const issuer = ["-CA", at(`${authority}.crt`), "-CAkey", at(`${authority}.key`)];
    const terms = ["-set_serial", "4711", "-days", String(DAYS_LEFT), "-extfile", at("extensions")];
    const files = ["-in", at("request"), "-out", at("short")];
    await runChecked(["openssl", "x509", "-req", ...files, ...issuer, ...terms]);
    const input = await readFile(at("short"), "utf8");
    const place = ["sh", "-c", 'cat >"$1"', "sh", `${PKI}/${name}.crt`];
    await lab.ssh("m1", place, { input });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(lab: Lab, path: string): Promise<string> {
  const { code, stdout } = await lab.ssh("m1", ["cat", path]);
  expect(`${path} can be read`, code === 0);
  return stdout;
}

/** A program of this machine with a file of the host as its input. */
async function runOn(lab: Lab, path: string, argv: readonly string[]) {
  return await lab.exec(argv, { input: await read(lab, path) });
}
