import { join } from "node:path";
import { openKeystore } from "../../../controller/keystore/open-keystore.ts";
import type { Keystore } from "../../../controller/keystore/keystore.ts";
import { agentDnsName } from "../../../shared/pki/agent-name.ts";
import { renderPrivateKey } from "../../../shared/pki/private-key.ts";
import type { Lab } from "../../lab/lab.ts";
import { createTestPki, type TestCredentials } from "../../support/test-pki.ts";
import { Disappointment, expectEqual } from "../expectation.ts";
import type { Scenario } from "../scenario.ts";

/** Whoever has no good certificate of the cluster's operators does not get past the handshake, on any host. */
export const handshakes: Scenario = {
  name: "handshakes",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli }) => {
    const keystore = await openKeystore(join(cli.home, ".pharos"), lab.name, {
      now: () => new Date(),
    });
    if (keystore === undefined) throw new Disappointment("the administrator has no keys");
    const { id } = keystore.cluster;
    const stranger = await createTestPki(id);
    const order = { name: "ada", role: "admin" } as const;
    const callers: readonly Caller[] = [
      ["a good one", await keystore.issueOperatorCertificate(order), "answered"],
      ["none", undefined, "TLS_REFUSED"],
      ["of another CA", await stranger.operator("ada", "admin"), "TLS_REFUSED"],
      ["an agent's of another CA", await stranger.agent("w1"), "TLS_REFUSED"],
      [
        "expired",
        await keystore.issueOperatorCertificate({ ...order, lifetimeMs: 1 }),
        "TLS_REFUSED",
      ],
    ];
    for (const { name, address } of await lab.hosts()) {
      for (const [what, credentials, wanted] of callers) {
        const answer = await call(lab, keystore, { name, address }, credentials);
        expectEqual(`${name}, asked with a certificate that is ${what}`, answer, wanted);
      }
    }
  },
};

type Caller = readonly [what: string, credentials: TestCredentials | undefined, wanted: string];

async function call(
  lab: Lab,
  { cluster, trust }: Keystore,
  { name, address }: { readonly name: string; readonly address: string },
  credentials: TestCredentials | undefined,
): Promise<string> {
  const question = {
    address,
    port: 7443,
    identityName: agentDnsName(name, cluster.id),
    ca: trust.rootCertificate,
    ...(credentials === undefined
      ? {}
      : { cert: credentials.chain, key: renderPrivateKey(credentials.privateKey) }),
  };
  const script = join(import.meta.dirname, "..", "call-agent.ts");
  const { stdout, stderr } = await lab.exec([process.execPath, script], {
    input: JSON.stringify(question),
  });
  return `${stdout}${stderr}`;
}
