import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { expect, expectEqual } from "./expectation.ts";
import { kubectl, readNodes } from "./kubectl.ts";

const ETCD_PKI = "/etc/kubernetes/pki/etcd";

const Members = z.array(z.object({ name: z.string().default("") }));

/**
 * Names of etcd's members as the server on a master knows them, sorted; empty: announced and never
 * started. Asked at its peer port, which answers without a quorum too.
 */
export async function readEtcdMembers(lab: Lab, master: string): Promise<readonly string[]> {
  const address = (await lab.hosts()).find(({ name }) => name === master)?.address ?? "";
  const script = [
    `curl --silent --show-error --fail --http1.1 --max-time 10 --cacert ${ETCD_PKI}/ca.crt`,
    `--cert ${ETCD_PKI}/peer.crt --key ${ETCD_PKI}/peer.key https://${address}:2380/members`,
  ].join(" ");
  const { code, stdout, stderr } = await lab.ssh(master, ["sh", "-c", script]);
  expect(`etcd on ${master} tells its members: ${stderr.trim()}`, code === 0);
  return Members.parse(JSON.parse(stdout))
    .map(({ name }) => name)
    .toSorted();
}

/** Every host's balancer knows all masters, a master's own as the first, and kubectl works through each. */
export async function checkEndpoints(
  lab: Lab,
  masters: readonly string[],
  away: readonly string[] = [],
): Promise<void> {
  const present = (await lab.hosts()).filter(({ name }) => !away.includes(name));
  const admin = present.find(({ name }) => masters.includes(name))?.name ?? "m1";
  const kubeconfig = (await lab.ssh(admin, ["cat", "/etc/kubernetes/admin.conf"])).stdout;
  for (const { name } of present) {
    const { stdout } = await lab.ssh(name, ["cat", "/etc/pharos/api-proxy/haproxy.cfg"]);
    const servers = stdout.split("\n").flatMap((line) => /^\s+server (\S+)/.exec(line)?.[1] ?? []);
    const others = masters.filter((master) => master !== name);
    const wanted = masters.includes(name) ? [name, ...others] : masters;
    expectEqual(`API servers in the balancer of ${name}`, servers, wanted);
    const nodes = await readNodes(lab, kubeconfig, name);
    expect(`kubectl on ${name} sees nodes`, nodes.length > 0);
  }
}

/** A write and a read through the API, as seen from one host. */
export async function checkApiServes(lab: Lab, host: string, kubeconfig: string): Promise<void> {
  const source = { kubeconfig: "/dev/stdin", input: kubeconfig, host };
  const name = `seen-from-${host}`;
  await waitUntil(`the API to take a write from ${host}`, 60_000, async () => {
    const remove = ["delete", "configmap", name, "--ignore-not-found"];
    const done = await kubectl(lab, remove, source).then(
      () => kubectl(lab, ["create", "configmap", name], source),
      () => "",
    );
    return done.includes("created");
  });
  await kubectl(lab, ["delete", "configmap", name], source);
}
