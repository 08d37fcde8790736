import { expectEqual } from "../expectation.ts";
import { readJournal, recordsSince, startedTasks } from "../journal.ts";
import type { Stage } from "../scenario.ts";
import type { FaultRow } from "./fault-row.ts";
import { wishForLabels } from "./wish-for-labels.ts";

/** The agent dies when it has begun a task, at each task of a host's first apply: one apply lives through all of it. */
export const agentRows: readonly FaultRow[] = [
  {
    name: "agent-killed-at-each-task",
    needs: "waiting-1-1",
    ends: ["done"],
    usualSeconds: 180,
    strike: async (stage) => await applyWithKiller(stage, "w1"),
  },
  {
    name: "agent-killed-at-each-task-of-a-master",
    needs: "bare-1-1",
    ends: ["done"],
    usualSeconds: 300,
    strike: async (stage) => await applyWithKiller(stage, "m1"),
  },
  {
    name: "agent-killed-while-labelling",
    needs: "formed-1-2",
    ends: ["done"],
    usualSeconds: 70,
    strike: async (stage) => {
      await wishForLabels(stage.cli);
      return await applyWithKiller(stage, "m1");
    },
  },
];

/** Kills the agent within milliseconds of each `task-started`, once for each task, and writes down at which. */
const KILLER = String.raw`
my (%seen, %at);
$at{$_} = -s $_ for glob "/var/lib/pharos/journal/*.jsonl";
while (1) {
  for my $path (glob "/var/lib/pharos/journal/*.jsonl") {
    open(my $journal, "<", $path) or next;
    seek($journal, $at{$path} || 0, 0);
    while (my $line = <$journal>) {
      last unless $line =~ /\n$/;
      $at{$path} = tell($journal);
      next unless $line =~ /"task-started"/ && $line =~ /"task":"([^"]+)"/;
      my $task = $1;
      next if $seen{$task}++;
      for my $process (glob "/proc/[0-9]*") {
        open(my $file, "<", "$process/cmdline") or next;
        my $words = <$file> // "";
        next unless $words =~ /^pharos-agent\b/;
        kill 9, substr($process, 6);
        open(my $log, ">>", "/run/agent-killer.log");
        print $log "$task\n";
      }
    }
  }
  select(undef, undef, undef, 0.002);
}`;

async function applyWithKiller({ lab, cli, note }: Stage, host: string) {
  const before = await readJournal(lab, host);
  const unit = ["systemd-run", "--quiet", "--unit=agent-killer", "--", "perl", "-e", KILLER];
  await lab.ssh(host, unit);
  const result = await cli.run("apply", "--yes", "--output", "json");
  await lab.ssh(host, ["systemctl", "stop", "agent-killer"]);
  const { stdout } = await lab.ssh(host, ["cat", "/run/agent-killer.log"]);
  const killed = stdout.split("\n").filter((line) => line !== "");
  note(`${killed.length} times`);
  const begun = new Set(startedTasks(recordsSince(before, await readJournal(lab, host))));
  expectEqual("tasks at which it was killed", killed.toSorted(), [...begun].toSorted());
  return result;
}
