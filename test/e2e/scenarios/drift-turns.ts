import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";
import { PKI, readOnMaster, shortenCertificate } from "../shorten-certificate.ts";
import { turnHolders } from "../turn-holders.ts";

const WORKERS: readonly string[] = ["w1", "w2"];
const CERTIFICATE = "apiserver-kubelet-client";

/**
 * What restarts something is put back by the agents themselves, in their turns: kubeadm's certificates
 * that end soon on the master, a runtime whose configuration was changed on the workers.
 */
export const driftTurns: Scenario = {
  name: "drift-turns",
  needs: "formed-1-2",
  onlyByName: "the control plane's programs start anew",
  run: async ({ lab, cli, note }) => {
    await cli.editConfig((file) => file.setIn(["addons", "kured"], { period: "2s" }));
    await cli.must("apply", "--yes");
    // What has not been seen as its spec says since the apply is the next apply's, and no drift.
    await cli.must("drift check");
    const before = await Promise.all(WORKERS.map((host) => startOf(lab, host)));
    await shortenCertificate(lab, CERTIFICATE, "ca");
    const edit = ["sh", "-c", "echo '# by hand' >>/etc/containerd/config.toml"];
    for (const host of WORKERS) expect("hands work", (await lab.ssh(host, edit)).code === 0);
    const order = await watchTurns(lab, cli);
    note(`turns: ${order.join(", ")}`);
    const check = ["openssl", "x509", "-noout", "-checkend", String(300 * 86_400)];
    const input = await readOnMaster(lab, `${PKI}/${CERTIFICATE}.crt`);
    expect("the certificate is good for a year", (await lab.exec(check, { input })).code === 0);
    const after = await Promise.all(WORKERS.map((host) => startOf(lab, host)));
    expect(
      "the runtime of each worker was started anew",
      after.every((start, index) => start !== before[index]),
    );
    note((await cli.run("drift")).stdout);
    const again = await cli.must("apply", "--yes");
    expect("nothing is left to do", again.stdout.startsWith("Nothing to do"));
  },
};

const LIMIT_MS = 6 * 60_000;

/** Who had a turn, until nothing is left that differs; the API server is away for some of it. */
async function watchTurns(lab: Lab, cli: Cli): Promise<readonly string[]> {
  let turns: readonly string[] = [];
  await waitUntil(
    "all to be as their specs say",
    LIMIT_MS,
    async () => {
      const held = await turnHolders(lab);
      expect(`at most one turn is taken: ${held.join(", ")}`, held.length <= 1);
      turns = await readTurns(lab);
      return turns.length === 3 && held.length === 0 && (await differing(cli)) === 0;
    },
    500,
  );
  return turns;
}

/** As the agents have told the cluster. */
async function readTurns(lab: Lab): Promise<readonly string[]> {
  const path = "jsonpath={range .items[*]}{.involvedObject.name}: {.message}{'\\n'}{end}";
  const argv = ["get", "events", "--field-selector", "reason=PharosTurn", "-o", path];
  const text = await kubectl(lab, argv).catch(() => "");
  return text.split("\n").filter((line) => line.includes("correction"));
}

const Finding = z.object({ state: z.string() });
const Document = z.object({ hosts: z.array(z.object({ findings: z.array(Finding) })) });

/** But for what is the next apply's. */
async function differing(cli: Cli): Promise<number | undefined> {
  // 1: something differs.
  const { stdout, code } = await cli.run("drift", "-o", "json");
  if (code > 1) return undefined;
  const { hosts } = Document.parse(JSON.parse(stdout));
  return hosts.flatMap(({ findings }) => findings).filter(({ state }) => state !== "left").length;
}

async function startOf(lab: Lab, host: string): Promise<string> {
  const argv = ["systemctl", "show", "--property=ExecMainStartTimestampMonotonic", "containerd"];
  return (await lab.ssh(host, argv)).stdout.trim();
}
