import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { type JournalRecord, readJournal, recordsSince } from "../journal.ts";
import type { Scenario } from "../scenario.ts";

const CONFLIST = "/etc/cni/net.d/10-pharos.conflist";
const SYSCTLS = "/etc/sysctl.d/999-pharos.conf";
const RULES = "/etc/pharos/network/masquerade.nft";
/** Nothing else here touches it: corrections are counted. */
const FOUGHT_FOR = "/etc/containerd/certs.d/_default/hosts.toml";

/** What is changed on hosts by hand comes back by itself, but for where somebody insists or the mode says so. */
export const drift: Scenario = {
  name: "drift",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli, note }) => {
    await cli.editConfig((file) => file.setIn(["hosts", 2, "drift"], { mode: "report" }));
    await cli.must("apply", "--yes");
    await allComesBack(lab, cli, note);
    await givesUpOnStranger(lab, cli, note);
    await onlyTells(lab, cli);
    await cli.editConfig((file) => file.deleteIn(["hosts", 2, "drift"]));
    await cli.must("apply", "--yes");
  },
};

/** As a person at the host's console would do it. */
const HANDS = `
set -e
echo broken >/tmp/new && mv /tmp/new ${CONFLIST}
rm -r /etc/pharos/network
sed -i 's/1/0/' ${SYSCTLS}
sysctl -q -w net.bridge.bridge-nf-call-ip6tables=0
systemctl --quiet disable pharos-api-proxy.service
systemctl --quiet mask containerd.service
systemctl stop kubelet.service
apt-get -qq remove -y nftables >/dev/null 2>&1`;

const IS_BACK = `
set -e
grep -q '"name": "pharos"' ${CONFLIST}
test -e ${RULES}
test "$(grep -c '= 1' ${SYSCTLS})" = 3
test "$(sysctl -n net.bridge.bridge-nf-call-ip6tables)" = 1
systemctl -q is-enabled pharos-api-proxy.service
test ! -L /etc/systemd/system/containerd.service
systemctl -q is-active kubelet.service
dpkg-query -W -f '\${db:Status-Status}' nftables | grep -qx installed
systemctl -q is-active pharos-masquerade.service`;

const CORRECTED: readonly string[] = [
  `file:${CONFLIST}`,
  `file:${RULES}`,
  "sysctls:all",
  "unit:pharos-api-proxy.service",
  "unit:containerd.service",
  "kubelet-service:kubelet.service",
  "packages:host",
  "unit:pharos-masquerade.service",
];

async function allComesBack(lab: Lab, cli: Cli, note: (text: string) => void): Promise<void> {
  const before = await readJournal(lab, "w1");
  await onHost(lab, "w1", HANDS);
  const startMs = performance.now();
  await waitUntil("w1 to be as it was", 90_000, async () => await holds(lab, "w1", IS_BACK), 300);
  note(`all back ${((performance.now() - startMs) / 1000).toFixed(1)} s after the last change`);
  const records = await readCorrections(lab, before);
  expectEqual(
    "profiles of the runs",
    [...new Set(records.flatMap(({ event }) => event.profile ?? []))],
    ["drift"],
  );
  const file = records.find(({ event }) => event.task === `file:${CONFLIST}`)?.event.changes?.[0];
  expectEqual("what was found in the file", file?.before, "broken\n");
  await waitUntil("nothing to differ on w1", 30_000, async () => {
    const { findings } = await readDrift(cli, "w1");
    return findings.every(({ state }) => state === "waiting");
  });
}

/** dpkg calls a package installed before apt has ended, and a task is written down after that. */
async function readCorrections(
  lab: Lab,
  before: readonly JournalRecord[],
): Promise<readonly JournalRecord[]> {
  let records: readonly JournalRecord[] = [];
  let missing = CORRECTED;
  const areAllThere = async (): Promise<boolean> => {
    records = recordsSince(before, await readJournal(lab, "w1"));
    const changed = new Set(changedTasks(records));
    missing = CORRECTED.filter((task) => !changed.has(task));
    return missing.length === 0;
  };
  await waitUntil("the agent to write its corrections down", 30_000, areAllThere).catch(
    (error: unknown) => {
      expectNone("not corrected by the agent", missing);
      throw error;
    },
  );
  return records;
}

const STRANGER = `while sleep 0.3; do grep -q stranger ${FOUGHT_FOR} || echo '# stranger' >${FOUGHT_FOR}; done`;

async function givesUpOnStranger(lab: Lab, cli: Cli, note: (text: string) => void): Promise<void> {
  const before = await readJournal(lab, "w1");
  await onHost(lab, "w1", 'systemd-run --quiet --unit=stranger sh -c "$0"', STRANGER);
  const task = `file:${FOUGHT_FOR}`;
  await waitUntil("the agent to give up", 60_000, async () => {
    const { findings } = await readDrift(cli, "w1");
    return findings.some((one) => one.task === task && one.state === "contested");
  });
  const corrections = changedTasks(recordsSince(before, await readJournal(lab, "w1")));
  expectEqual("corrections", corrections.filter((one) => one === task).length, 3);
  const { findings } = await readDrift(cli, "w1");
  const finding = findings.find((one) => one.task === task);
  note(`second writer: ${finding?.madeBy ?? "not known"}`);
  expectEqual("what was found", finding?.changes[0]?.before, "# stranger\n");
  expect("the stranger has the file", await holds(lab, "w1", `grep -q stranger ${FOUGHT_FOR}`));
  await onHost(lab, "w1", "systemctl stop stranger.service");
  await cli.run("drift correct", "--host", "w1");
  expect("it is put back on demand", await holds(lab, "w1", `! grep -q stranger ${FOUGHT_FOR}`));
}

async function onlyTells(lab: Lab, cli: Cli): Promise<void> {
  const before = await readJournal(lab, "w2");
  await onHost(lab, "w2", `echo broken >${CONFLIST}`);
  await waitUntil("w2 to tell", 30_000, async () => {
    const { findings } = await readDrift(cli, "w2");
    return findings.some(({ task, state }) => task === `file:${CONFLIST}` && state === "reported");
  });
  expectEqual("the journal of w2", await readJournal(lab, "w2"), before);
  expect("the file is as it was made", await holds(lab, "w2", `grep -qx broken ${CONFLIST}`));
}

const DriftDocument = z.object({
  hosts: z.array(
    z.object({
      host: z.string(),
      findings: z.array(
        z.object({
          task: z.string(),
          state: z.string(),
          changes: z.array(z.object({ field: z.string(), before: z.string().optional() })),
          madeBy: z.string().optional(),
        }),
      ),
    }),
  ),
});
type HostDrift = z.infer<typeof DriftDocument>["hosts"][number];

async function readDrift(cli: Cli, host: string): Promise<HostDrift> {
  const { stdout } = await cli.run("drift", "--host", host, "-o", "json");
  const [found] = DriftDocument.parse(JSON.parse(stdout)).hosts;
  return found ?? { host, findings: [] };
}

function changedTasks(records: readonly JournalRecord[]): readonly string[] {
  return records.flatMap(({ event }) => (event.type === "task-changed" ? [event.task ?? ""] : []));
}

async function onHost(
  lab: Lab,
  host: string,
  script: string,
  ...words: readonly string[]
): Promise<void> {
  const { code, stderr } = await lab.ssh(host, ["sh", "-c", script, ...words]);
  expect(`hands on ${host} work: ${stderr}`, code === 0);
}

async function holds(lab: Lab, host: string, script: string): Promise<boolean> {
  return (await lab.ssh(host, ["sh", "-c", script])).code === 0;
}
