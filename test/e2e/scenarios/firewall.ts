import type { PortRow } from "../../../shared/firewall/port-table.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import { probePorts, type ProbePlace, rowsOn } from "../probe-ports.ts";
import type { Scenario } from "../scenario.ts";
import { TOOLBOX_IMAGE } from "../toolbox-image.ts";

/** Every port of the table, on a master and a worker, from a member, a stranger and the host itself. */
export const firewall: Scenario = {
  name: "firewall",
  needs: "formed-1-2",
  onlyByName: "the list of all scenarios is long enough",
  run: async ({ lab, cli, note }) => {
    // The snapshot's agents may be of another build.
    await cli.must("apply", "--yes");
    note(`${await probeTable(lab)} probes as the table says`);
    await comesBack(lab, note, "a rule that opens", "nft insert rule inet pharos input accept");
    await comesBack(lab, note, "the table gone", "nft delete table inet pharos");
    await nodePortIsForMembers(lab, cli);
    expectNone("wrong after all", await wrongProbes(lab));
  },
};

const TARGETS = [
  { name: "m1", role: "master" },
  { name: "w1", role: "worker" },
] as const;
const MEMBER = "w2";

async function probeTable(lab: Lab): Promise<number> {
  expectNone("ports are not as the table says", await wrongProbes(lab));
  return TARGETS.flatMap(({ role }) => rowsOn(role)).length * 3;
}

async function wrongProbes(lab: Lab): Promise<readonly string[]> {
  const lines = TARGETS.map(async ({ name, role }) => {
    const address = await addressOf(lab, name);
    const rows = rowsOn(role);
    const places: readonly (readonly [string, ProbePlace, string])[] = [
      ["member", { host: MEMBER }, address],
      ["stranger", "stranger", address],
      ["loopback", { host: name }, "127.0.0.1"],
    ];
    return Promise.all(places.map((place) => wrongFrom(lab, name, rows, place)));
  });
  return (await Promise.all(lines)).flat(2);
}

async function wrongFrom(
  lab: Lab,
  target: string,
  rows: readonly PortRow[],
  [who, place, address]: readonly [string, ProbePlace, string],
): Promise<readonly string[]> {
  const probes = rows.flatMap(({ protocol, first }) =>
    protocol === "esp" ? [] : [{ protocol, address, port: first }],
  );
  const results = await probePorts(lab, place, probes);
  return rows.flatMap(({ protocol, first, from }, at) => {
    const wanted = isLetIn(who, from) ? "through" : "lost";
    return results[at] === wanted
      ? []
      : [`${target} ${protocol} ${first} from a ${who}: ${results[at]}, wanted ${wanted}`];
  });
}

/** The member that probes is a worker. */
function isLetIn(who: string, audience: PortRow["from"]): boolean {
  if (who === "loopback" || audience === "everybody") return true;
  return who === "member" && audience === "members";
}

/** Hands at a host's rules, and how long until a stranger finds the kubelet closed and the rules are ours. */
async function comesBack(
  lab: Lab,
  note: (text: string) => void,
  what: string,
  command: string,
): Promise<void> {
  const address = await addressOf(lab, "w1");
  const kubelet = [{ protocol: "tcp", address, port: 10250 }] as const;
  const changed = await lab.ssh("w1", command.split(" "));
  const startMs = performance.now();
  expect(`hands on w1 work: ${changed.stderr}`, changed.code === 0);
  await waitUntil(`${what} to be put back`, 30_000, async () => {
    const [result] = await probePorts(lab, "stranger", kubelet);
    return result === "lost";
  });
  note(`${what}: back in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

const NODE_PORT = 30_080;

/** A service on a port of every node, whose pod is on another host than the one that is asked. */
async function nodePortIsForMembers(lab: Lab, cli: Cli): Promise<void> {
  await waitUntil("a pod and its service to be made", 60_000, async () =>
    kubectl(lab, ["apply", "-f", "-"], { input: SERVICE }).then(
      () => true,
      () => false,
    ),
  );
  const address = await addressOf(lab, "w1");
  await waitUntil("a member to reach the service", 60_000, async () =>
    (await ask(lab, { host: "m1" }, address)).includes("hello-firewall"),
  );
  expectEqual("what a stranger is answered", await ask(lab, "stranger", address), "");
  await setOpenPorts(cli, [{ port: NODE_PORT, roles: ["worker"] }]);
  const opened = await ask(lab, "stranger", address);
  expect("a stranger reaches the port that was opened", opened.includes("hello-firewall"));
  await setOpenPorts(cli, []);
  expectEqual("what a stranger is answered again", await ask(lab, "stranger", address), "");
  await kubectl(lab, ["delete", "pod,service", "-l", "app=firewall", "--grace-period=1"]);
}

async function setOpenPorts(cli: Cli, ports: readonly unknown[]): Promise<void> {
  await cli.editConfig((file) => file.setIn(["network", "firewall"], { open_ports: ports }));
  await cli.must("apply", "--yes");
}

const FETCH = "exec 3<>/dev/tcp/$0 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && timeout 2 cat <&3";

async function ask(lab: Lab, from: ProbePlace, address: string): Promise<string> {
  const command = ["timeout", "3", "bash", "-c", FETCH, `${address}/${NODE_PORT}`];
  const { stdout } =
    from === "stranger" ? await lab.exec(command) : await lab.ssh(from.host, command);
  return stdout;
}

const labels = { app: "firewall" };
const SERVICE = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "hello-firewall", labels },
      spec: {
        nodeName: "w2",
        terminationGracePeriodSeconds: 1,
        containers: [{ name: "toolbox", image: TOOLBOX_IMAGE, args: ["serve"] }],
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "hello-firewall", labels },
      spec: { type: "NodePort", selector: labels, ports: [{ port: 8080, nodePort: NODE_PORT }] },
    },
  ],
});

async function addressOf(lab: Lab, name: string): Promise<string> {
  const host = (await lab.hosts()).find((one) => one.name === name);
  expect(`${name} is in the lab`, host !== undefined);
  return host?.address ?? "";
}
