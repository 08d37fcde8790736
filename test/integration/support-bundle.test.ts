import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openMembers } from "../../controller/cluster/open-members.ts";
import { buildBundle, type Bundle } from "../../controller/support/build-bundle.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.78.1";
const W1 = "127.0.78.11";

const yml = loopbackYml([M1], [W1]);

const pem = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

/** Secrets as they lie on hosts; none of these words may be in a bundle. */
const planted = {
  keyLine: pem.split("\n")[1] ?? "",
  keyBase64: Buffer.from(pem).toString("base64"),
  token: "c0ffee.0123456789abcdef",
  password: "Pa55-of-the-mirror",
  proxy: "Pa55-of-the-proxy",
  stored: "weave-Pa55-in-the-store",
  bearer: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJlLW9mLWl0",
};

const plant = ({ fake, paths, prints }: LoopbackHost): void => {
  const { files } = fake.machine;
  files.seed("/etc/containerd/config.toml", `[auth]\n  password = "${planted.password}"\n`);
  files.seed("/etc/kubernetes/kubelet.conf", `    client-key-data: ${planted.keyBase64}\n`);
  files.seed("/etc/environment", `http_proxy=http://ada:${planted.proxy}@192.0.2.9:3128\n`);
  files.seed("/etc/hosts", `127.0.0.1 localhost # ${planted.stored}\n`);
  files.seed("/etc/kubernetes/manifests/x.yaml", `- --some-token=${planted.token}\n`);
  files.seed("/etc/cni/net.d/x.conflist", `{"key": "${pem.replaceAll("\n", "\\n")}"}`);
  files.seed("/etc/pharos/network/x.conf", pem);
  mkdirSync(paths.secrets, { recursive: true });
  writeFileSync(join(paths.secrets, "weave-password"), `${planted.stored}\n`);
  prints.set("systemctl", `Id=kubelet.service\nActiveState=failed\nToken=${planted.token}\n`);
  const message = `login with Bearer ${planted.bearer} and password=${planted.password}`;
  const entry = { __REALTIME_TIMESTAMP: "1700000000000000", MESSAGE: message, PRIORITY: "6" };
  prints.set("journalctl", `${JSON.stringify({ ...entry, _SYSTEMD_UNIT: "kubelet.service" })}\n`);
};

const bundleOf = async ({ home }: LoopbackCluster, maxBytes = 1e8): Promise<Bundle> => {
  const signal = new AbortController().signal;
  const context = { home, clock: { nowMs: () => Date.now() }, signal };
  const cluster = await openMembers(context, await loadConfigText(yml));
  try {
    return await buildBundle(cluster, cluster.members, {
      folder: "support",
      clusterFile: `${yml}# password: ${planted.password}\n`,
      version: "0.1.0",
      nowMs: 1_700_000_000_000,
      logLines: 100,
      maxBytes,
      signal,
    });
  } finally {
    cluster.close();
  }
};

test("a bundle has what helps and no secret, without a host that is off and without the API", async () => {
  await using cluster = await createLoopbackCluster();
  const m1 = cluster.addHost("m1", M1);
  const w1 = cluster.addHost("w1", W1);
  expect((await cluster.apply(yml)).failures).toEqual([]);
  plant(m1);
  await w1.stop();
  cluster.kubernetes.apiServers.clear();
  const { entries, failures, missing } = await bundleOf(cluster);
  expect(failures.map(({ host }) => host)).toEqual(["w1"]);
  const texts = new Map(entries.map(({ path, text }) => [path, text]));
  expect([...texts.keys()]).toEqual(
    expect.arrayContaining([
      "support/summary.json",
      "support/membership.json",
      "support/cluster.yml",
      "support/hosts/m1/facts.json",
      "support/hosts/m1/spec.json",
      "support/hosts/m1/certificates.json",
      "support/hosts/m1/runs.json",
      "support/hosts/m1/events.ndjson",
      "support/hosts/m1/units.txt",
      "support/hosts/m1/logs/kubelet.log",
      "support/hosts/m1/files/etc/containerd/config.toml",
      "support/hosts/m1/files/etc/kubernetes/kubelet.conf",
    ]),
  );
  const whole = entries.map(({ text }) => text).join("\n");
  for (const secret of Object.values(planted)) expect(whole).not.toContain(secret);
  expect(texts.get("support/hosts/m1/logs/kubelet.log")).toContain("login with Bearer [secret]");
  expect(texts.get("support/hosts/m1/units.txt")).toContain("ActiveState=failed");
  expect(texts.get("support/summary.json")).toContain('"answers": false');
  // Programs that this machine does not have are named instead of being passed over.
  expect(missing.map(({ what }) => what)).toContain("disks.txt");
});

test("a bundle is no larger than it may be: what is too large takes no room from the rest, and is named", async () => {
  await using cluster = await createLoopbackCluster();
  cluster.addHost("m1", M1);
  cluster.addHost("w1", W1);
  expect((await cluster.apply(yml)).failures).toEqual([]);
  const { entries, missing } = await bundleOf(cluster, 40_000);
  const bytes = entries
    .filter(({ path }) => path.includes("/hosts/"))
    .reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeLessThanOrEqual(40_000);
  const leftOut = missing.filter(({ reason }) => reason.includes("do not fit"));
  expect(new Set(leftOut.map(({ what }) => what))).toEqual(new Set(["events.ndjson"]));
  const paths = entries.map(({ path }) => path);
  expect(paths).toContain("support/hosts/m1/files/etc/os-release");
});
