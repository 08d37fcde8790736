import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { readAgentProcess } from "./agent-process.ts";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";

const HOSTS = ["m1", "w1", "w2"] as const;
const LINES_A_SECOND = 100;
const SETTLE_MS = 5_000;
const FOLLOW_MS = 30_000;
const GOAL_PERCENT = 1;

/** Writes lines as a unit that agents read the log of: journald goes by the sender's control group. */
const CHATTER = String.raw`
use IO::Socket::UNIX;
my ($rate, $group) = @ARGV;
for my $folder (glob "/sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd") {
  open(my $members, ">", "$folder$group/cgroup.procs") or next;
  print $members 0;
}
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM(), Peer => "/dev/log") or die;
my $begun = 0;
while (1) {
  $socket->send("<30>chatter: line " . $begun++ . " with as much text as such lines tend to have, about a hundred characters");
  select(undef, undef, undef, 1 / $rate);
}`;
const SPOKEN_FOR = "pharos-api-proxy.service";

/** A sample per host. */
export const logFollowing: Benchmark = {
  name: "log-following",
  summary: `processor time of agents whose logs, ${LINES_A_SECOND} lines a second, are followed`,
  run: async ({ lab, log }) => {
    const hosts = await lab.formed();
    await Promise.all(HOSTS.map((host) => chatter(hosts, host)));
    const follower = await lab.start("logs", "--follow", "--lines", "1", "--output", "json");
    let lines = 0;
    createInterface({ input: follower.stdout }).on("line", () => (lines += 1));
    const ended = once(follower, "exit");
    try {
      await sleep(SETTLE_MS);
      const ofAll = () => Promise.all(HOSTS.map((host) => readAgentProcess(hosts, host)));
      const before = await ofAll();
      const [startMs, linesBefore] = [performance.now(), lines];
      log(`logs are followed for ${FOLLOW_MS / 1000} s`);
      await sleep(FOLLOW_MS);
      const after = await ofAll();
      const tookMs = performance.now() - startMs;
      const rate = ((lines - linesBefore) * 1000) / tookMs / HOSTS.length;
      const sharesOf = (field: "processorMs" | "ownProcessorMs"): readonly number[] =>
        after.map((agent, at) => (100 * (agent[field] - (before[at]?.[field] ?? 0))) / tookMs);
      return [
        toMeasurement({ name: "log-following: lines a second and host", unit: "1/s" }, [rate]),
        toMeasurement(
          { name: "log-following: processor of an agent", unit: "%", goal: GOAL_PERCENT },
          sharesOf("processorMs"),
        ),
        toMeasurement(
          { name: "log-following: of it without journalctl", unit: "%" },
          sharesOf("ownProcessorMs"),
        ),
      ];
    } finally {
      follower.kill("SIGINT");
      await ended;
      await Promise.all(HOSTS.map((host) => hosts.ssh(host, ["systemctl", "stop", "chatter"])));
    }
  },
};

const chatter = async (hosts: Lab, host: string): Promise<void> => {
  const shown = await hosts.ssh(host, ["systemctl", "show", "-P", "ControlGroup", SPOKEN_FOR]);
  const unit = "systemd-run --quiet --collect --unit=chatter -- perl -e".split(" ");
  const { code, stderr } = await hosts.ssh(host, [
    ...unit,
    CHATTER,
    String(LINES_A_SECOND),
    shown.stdout.trim(),
  ]);
  if (code !== 0) throw new Error(`${host}: lines cannot be written: ${stderr}`);
};
