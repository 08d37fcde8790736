import { join } from "node:path";
import { openKeystore } from "../../../controller/keystore/open-keystore.ts";
import type { Keystore } from "../../../controller/keystore/keystore.ts";
import { createCertificateRequest } from "../../../shared/pki/certificate-request.ts";
import { parsePrivateKey, renderPrivateKey } from "../../../shared/pki/private-key.ts";
import { createTestPki } from "../../support/test-pki.ts";
import { Disappointment, expect } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import type { Stage } from "../scenario.ts";
import { setClockWrong } from "../wrong-clock.ts";
import type { FaultRow } from "./fault-row.ts";
import { wishForLabels } from "./wish-for-labels.ts";

const HOST = "w1";
const OTHER = "w2";
const ADDRESS = "10.77.0.21";
const PKI = "/etc/pharos/pki";
const TWO_HOURS = 7_200;
/** Certificates begin an hour before they are issued: this one ends at once. */
const ENDED_DAYS = 1e-8;

/** What TLS rests on, the certificate of an agent that is a member and its clock, is no good when an apply begins. */
export const trustRows: readonly FaultRow[] = [
  // Whose host it is says its SSH key: the agent is enrolled anew.
  ownCertificate("expired", async (stage) => {
    const keystore = await keystoreOf(stage);
    const key = parsePrivateKey(await onHost(stage, ["cat", `${PKI}/agent.key`]));
    const chain = await keystore.issueAgentCertificate({
      csr: await createCertificateRequest(key),
      host: HOST,
      addresses: [ADDRESS],
      lifetimeDays: ENDED_DAYS,
    });
    await place(stage, "agent.crt", chain);
  }),
  ownCertificate("of-another-ca", async (stage) => {
    const { cluster } = await keystoreOf(stage);
    const { chain, privateKey } = await (await createTestPki(cluster.id)).agent(HOST);
    await place(stage, "agent.key", renderPrivateKey(privateKey));
    await place(stage, "agent.crt", chain);
  }),
  ownCertificate("gone", async (stage) => {
    await onHost(stage, ["rm", `${PKI}/agent.crt`]);
  }),
  wrongClock("ahead", TWO_HOURS),
  wrongClock("behind", -TWO_HOURS),
];

function ownCertificate(name: string, spoil: (stage: Stage) => Promise<void>): FaultRow {
  return {
    name: `agent-certificate-${name}`,
    needs: "formed-1-2",
    ends: ["done"],
    usualSeconds: 70,
    strike: async (stage) => {
      await spoil(stage);
      // One that has no certificate does not start.
      await stage.lab.ssh(HOST, ["systemctl", "restart", "pharos-agent"]);
      const seen = await stage.cli.run("facts", "--output", "json");
      expect("the agent is not believed before", seen.code === 1 && /"w1"/.test(seen.stdout));
      return await stage.cli.run("apply", "--yes", "--output", "json");
    },
  };
}

/** The host is left out, and what was wished for another one is done all the same. */
function wrongClock(name: string, shiftSeconds: number): FaultRow {
  return {
    name: `clock-two-hours-${name}`,
    needs: "formed-1-2",
    ends: ["CLOCK_OFF"],
    usualSeconds: 70,
    strike: async ({ lab, cli }) => {
      await wishForLabels(cli);
      const undo = await setClockWrong(lab, HOST, shiftSeconds);
      const result = await cli.run("apply", "--yes", "--output", "json");
      await undo();
      const labels = "jsonpath={.metadata.labels}";
      const done = await kubectl(lab, ["get", "node", OTHER, "-o", labels]);
      expect(`${OTHER} has its label: ${done}`, done.includes('"rack":"seven"'));
      return result;
    },
  };
}

async function keystoreOf({ lab, cli }: Stage): Promise<Keystore> {
  const base = join(cli.home, ".pharos");
  const keystore = await openKeystore(base, lab.name, { now: () => new Date() });
  if (keystore === undefined) throw new Disappointment("the administrator has no keys");
  return keystore;
}

async function place(stage: Stage, name: string, text: string): Promise<void> {
  await onHost(stage, ["sh", "-c", 'cat >"$1"', "sh", `${PKI}/${name}`], text);
}

async function onHost({ lab }: Stage, argv: readonly string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await lab.ssh(HOST, argv, { input });
  expect(`${argv.join(" ")} works on ${HOST}: ${stderr}`, code === 0);
  return stdout;
}
