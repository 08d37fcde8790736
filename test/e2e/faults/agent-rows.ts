import { expectNone } from "../expectation.ts";
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

/**
 * Kills the agent within milliseconds of each `task-started`, once for each task, and writes down at
 * which. Its log is there as soon as it looks.
 */
const KILLER = String.raw`
my ($path, $process) = ("/run/agent-killer.log", 0);
my (%seen, %at);
sub find_agent {
  for my $one (glob "/proc/[0-9]*") {
    open(my $file, "<", "$one/cmdline") or next;
    my $words = <$file> // "";
    return substr($one, 6) if $words =~ /^pharos-agent\b/;
  }
  return 0;
}
$at{$_} = -s $_ for glob "/var/lib/pharos/journal/*.jsonl";
open(my $log, ">>", $path);
$log->autoflush(1);
while (1) {
  $process = find_agent() unless $process && -e "/proc/$process";
  for my $path (glob "/var/lib/pharos/journal/*.jsonl") {
    open(my $journal, "<", $path) or next;
    seek($journal, $at{$path} || 0, 0);
    while (my $line = <$journal>) {
      last unless $line =~ /\n$/;
      $at{$path} = tell($journal);
      next unless $line =~ /"task-started"/ && $line =~ /"task":"([^"]+)"/;
      my $task = $1;
      next if $seen{$task}++ || !$process;
      print $log "$task\n" if kill 9, $process;
      $process = 0;
    }
  }
  select(undef, undef, undef, 0.001);
}`;

async function applyWithKiller({ lab, cli, note }: Stage, host: string) {
  const before = await readJournal(lab, host);
  const unit = [
    "systemd-run",
    "--quiet",
    "--unit=agent-killer",
    "--",
    "perl",
    "-MIO::Handle",
    "-e",
  ];
  await lab.ssh(host, [...unit, KILLER]);
  await lab.ssh(host, ["sh", "-c", "until [ -e /run/agent-killer.log ]; do sleep 0.1; done"]);
  const result = await cli.run("apply", "--yes", "--output", "json");
  await lab.ssh(host, ["systemctl", "stop", "agent-killer"]);
  const { stdout } = await lab.ssh(host, ["cat", "/run/agent-killer.log"]);
  const killed = stdout.split("\n").filter((line) => line !== "");
  const begun = new Set(startedTasks(recordsSince(before, await readJournal(lab, host))));
  note(`killed at ${killed.length} of ${begun.size} tasks`);
  // What takes a millisecond may be over before it is seen; one of its kind is not.
  const missed = [...begun].map(kindOf).filter((kind) => !killed.map(kindOf).includes(kind));
  expectNone("kinds of tasks at which it was not killed", [...new Set(missed)]);
  return result;
}

const kindOf = (task: string): string => task.split(":")[0] ?? task;
