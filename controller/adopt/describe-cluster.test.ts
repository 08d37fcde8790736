import { expect, test } from "vitest";
import { stringify } from "yaml";
import { describeCluster } from "./describe-cluster.ts";
import { master, recordedCluster, worker } from "./recorded-cluster.fake.ts";
import type { SurveyedNode } from "./survey-nodes.ts";

const OURS = stringify({
  name: "swift",
  hosts: [{ address: "10.0.0.1", role: "master" }],
  drift: { mode: "correct" },
});
const KONTENAS = stringify({ name: "old", hosts: [{ address: "10.0.0.1", role: "master" }] });

/** A cluster that is pharosctl's already, as far as a master's kubectl tells of it. */
const nodesOf = (
  stored: string,
  members: readonly (string | undefined)[],
): readonly SurveyedNode[] =>
  [master(), worker()].map(({ named, host }, at) => {
    const member = members[at];
    return {
      named,
      host,
      session: sessionWith(stored),
      ...(member === undefined ? {} : { member }),
    };
  });

const sessionWith = (stored: string): SurveyedNode["session"] => ({
  ...Object.create(null),
  target: { user: "root", name: "cp1" },
  run: async ({ argv }: { readonly argv: readonly string[] }) => {
    const { clusterConfiguration: text } = recordedCluster();
    const answers: Readonly<Record<string, object>> = {
      nodes: { items: [] },
      "kubeadm-config": { data: { ClusterConfiguration: text } },
      "pharos-config": { data: { "cluster.yml": stored } },
    };
    const found = Object.entries(answers).find(([name]) => argv.includes(name));
    return { exitCode: 0, stdout: JSON.stringify(found?.[1] ?? {}), stderr: "" };
  },
});

const describe = (stored: string, members: readonly (string | undefined)[]) =>
  describeCluster(nodesOf(stored, members), { name: undefined, fallback: "calm-oak-1" });

test("a cluster that is pharosctl's gives back the file that it has kept", async () => {
  expect(await describe(OURS, ["swift", "swift"])).toMatchObject({
    source: "stored",
    name: "swift",
  });
  // One that was set up anew since then.
  expect(await describe(OURS, ["swift", undefined])).toMatchObject({ source: "stored" });
});

test.each([
  { what: "hosts of two clusters", stored: OURS, members: ["swift", "other"], named: "other" },
  { what: "a master of none", stored: OURS, members: [undefined, "swift"], named: "swift" },
  { what: "a file that is Kontena's still", stored: KONTENAS, members: ["swift"], named: "swift" },
])("it gives none back for $what", async ({ stored, members, named }) => {
  await expect(describe(stored, members)).rejects.toMatchObject({
    code: "ADOPTION_MEMBER",
    message: expect.stringContaining(`cluster ${named}`),
  });
});
