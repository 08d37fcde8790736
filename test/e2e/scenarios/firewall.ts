import type { PortRow } from "../../../shared/firewall/port-table.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectNone } from "../expectation.ts";
import { probePorts, type ProbePlace, rowsOn } from "../probe-ports.ts";
import type { Scenario } from "../scenario.ts";

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
    await opensAndCloses(lab, cli.editConfig, async () => void (await cli.must("apply", "--yes")));
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

async function opensAndCloses(
  lab: Lab,
  editConfig: (
    edit: (file: { setIn: (path: string[], value: unknown) => void }) => void,
  ) => Promise<void>,
  apply: () => Promise<void>,
): Promise<void> {
  const address = await addressOf(lab, "w1");
  const nodePort = [{ protocol: "tcp", address, port: 30_080 }] as const;
  await editConfig((file) =>
    file.setIn(["network", "firewall"], { open_ports: [{ port: 30_080, roles: ["worker"] }] }),
  );
  await apply();
  const [opened] = await probePorts(lab, "stranger", nodePort);
  expect("a stranger reaches the port that was opened", opened === "through");
  await editConfig((file) => file.setIn(["network", "firewall"], { open_ports: [] }));
  await apply();
  const [closed] = await probePorts(lab, "stranger", nodePort);
  expect("a stranger finds it closed again", closed === "lost");
}

async function addressOf(lab: Lab, name: string): Promise<string> {
  const host = (await lab.hosts()).find((one) => one.name === name);
  expect(`${name} is in the lab`, host !== undefined);
  return host?.address ?? "";
}
