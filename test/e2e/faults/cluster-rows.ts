import type { CliResult } from "../cli.ts";
import { Disappointment, expectEqual } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import type { Stage } from "../scenario.ts";
import { applyInto, type FaultRow } from "./fault-row.ts";
import { wishForLabels } from "./wish-for-labels.ts";
import { phaseTold, taskTold } from "../moment.ts";

/** Somebody else at the same time, and what an apply needs of the cluster itself. */
export const clusterRows: readonly FaultRow[] = [
  {
    name: "two-clis",
    needs: "waiting-1-1",
    ends: ["LOCK_HELD"],
    usualSeconds: 70,
    strike: async (stage) => {
      let second: CliResult | undefined;
      const first = await applyInto(stage, phaseTold("prepare hosts"), async () => {
        second = await stage.cli.run("apply", "--yes", "--output", "json");
      });
      expectEqual("exit code of the first", first.code, 0);
      if (second === undefined) throw new Disappointment("there was no second");
      return second;
    },
  },
  {
    name: "token-expired-in-join",
    needs: "waiting-1-1",
    ends: ["TASK_FAILED", "PROGRAM_FAILED", "PROGRAM_TIMED_OUT"],
    usualSeconds: 400,
    strike: async (stage) => {
      const { lab } = stage;
      // Nobody on w1 gets to the API until the token is gone.
      const block = (change: string) =>
        lab.ssh(
          "m1",
          `iptables ${change} INPUT -p tcp -s 10.77.0.21 --dport 6443 -j DROP`.split(" "),
        );
      await block("-I");
      return await applyInto(stage, taskTold("w1", "kubeadm-join:node"), async () => {
        const type = "--field-selector=type=bootstrap.kubernetes.io/token";
        await kubectl(lab, ["-n", "kube-system", "delete", "secret", type]);
        await block("-D");
      });
    },
  },
  {
    name: "api-gone-while-labelling",
    needs: "formed-1-2",
    ends: ["KUBERNETES_UNREACHABLE"],
    usualSeconds: 60,
    strike: applyWithoutApi,
  },
];

/** The API server of the only master is silent from the first object on that the apply changes. */
const FREEZER = String.raw`
my $process;
for my $one (glob "/proc/[0-9]*") {
  open(my $file, "<", "$one/comm") or next;
  $process = substr($one, 6) if <$file> eq "kube-apiserver\n";
}
my $from = time;
while (1) {
  for my $path (glob "/var/lib/pharos/journal/*.jsonl") {
    next if (stat $path)[9] < $from;
    open(my $journal, "<", $path) or next;
    while (my $line = <$journal>) {
      next unless $line =~ /"task-started"/ && $line =~ /"task":"(node|kubernetes)-object:/;
      kill "STOP", $process;
      sleep 600;
    }
  }
  select(undef, undef, undef, 0.001);
}`;

async function applyWithoutApi({ lab, cli }: Stage): Promise<CliResult> {
  await lab.ssh("m1", [
    ..."systemd-run --quiet --unit=fault-freezer -- perl -e".split(" "),
    FREEZER,
  ]);
  await wishForLabels(cli);
  const result = await cli.run("apply", "--yes", "--output", "json");
  await lab.ssh("m1", ["systemctl", "stop", "fault-freezer"]);
  await lab.ssh("m1", ["sh", "-c", "kill -CONT $(pidof kube-apiserver)"]);
  return result;
}
