import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFactsReader } from "../../agent/facts/read-facts.ts";
import type { HostReader } from "../../agent/host/host.ts";
import { createRealHost } from "../../agent/host/real/real-host.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutatedText } from "./mutated-text.ts";

const DPKG =
  "containerd 1.6.20~ds1-1+b1 install installed\nkubelet 1.20.2-00 hold installed\nrunc 1.1 deinstall config-files\n";
const MADISON = " kubelet | 1.20.2-00 | http://192.0.2.1/apt kubernetes/main amd64 Packages\n";
const NFT =
  "table inet pharos {\n\tset members {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.0.1,\n\t\t\t     10.0.0.2 }\n\t}\n\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n\t}\n}\n";
const ROUTES =
  '[{"dst":"default","gateway":"10.0.0.1","dev":"eth0","protocol":"dhcp"},{"dst":"10.1.0.0/24","nexthops":[{"gateway":"10.0.0.9","dev":"eth0"}]}]';
const ADDRESSES =
  '[{"ifname":"eth0","addr_info":[{"local":"10.0.0.2","prefixlen":24,"scope":"global"}]}]';
const SOCKETS =
  'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))\nLISTEN 0 128 [::]:22 [::]:* users:(("sshd",pid=1,fd=4))\n';
const UNIT =
  "Id=kubelet.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nFragmentPath=/lib/systemd/system/kubelet.service\nActiveEnterTimestampMonotonic=12345\nNeedDaemonReload=no\n";
const TIME = "NTP=yes\nNTPSynchronized=yes\nTimezone=Etc/UTC\n";

const machine = {
  architecture: "x64",
  space: async () => ({ totalBytes: 1, freeBytes: 1 }),
  cpuModel: async () => "",
} as const;

/** Everything that asks programs of the machine is told the same text. */
const askAll = async (text: string): Promise<void> => {
  const root = await mkdtemp(join(tmpdir(), "fuzz-root-"));
  try {
    const { reader } = createRealHost({
      root,
      spawnProgram: async ({ argv }) => ({ argv, exitCode: 0, stdout: text, stderr: text }),
      now: () => new Date(0),
      elapsedMs: () => 0,
      monotonicMs: () => 0,
      sleep: async () => undefined,
      isReached: async () => true,
    });
    for (const ask of questions(reader)) await ask();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

const questions = (reader: HostReader): readonly (() => Promise<unknown>)[] => [
  () => reader.packages.installed(["containerd", "kubelet"]),
  () => reader.packages.available("kubelet"),
  () => reader.packetFilter.table(),
  () => reader.network.routes(),
  () => reader.network.addresses(),
  () => reader.network.listeners(),
  () => reader.units.show("kubelet.service"),
  createFactsReader({ reader, machine }),
];

/** What programs of a host print. */
export const machineTargets: readonly FuzzTarget[] = [
  { name: "program-output", texts: [DPKG, MADISON, NFT, ROUTES, ADDRESSES, SOCKETS, UNIT, TIME] },
].map(({ name, texts }) => ({ name, input: mutatedText(texts), take: askAll }));
