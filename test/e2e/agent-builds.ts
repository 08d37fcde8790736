import type { Lab } from "../lab/lab.ts";

/** What a host has of the agent itself. */
export interface AgentBuilds {
  /** Name of the build that systemd starts. */
  readonly current: string;
  readonly isActive: boolean;
  readonly builds: readonly string[];
  readonly runtimes: readonly string[];
  /** Files and units of an update that is not over. */
  readonly guards: readonly string[];
}

const LOOK = `
echo "current $(readlink /opt/pharos/agent/current)"
echo "active $(systemctl is-active pharos-agent.service)"
ls /opt/pharos/agent | grep -v '^current$' | sed 's/^/build /'
ls /opt/pharos/runtime | grep -v '^current$' | sed 's/^/runtime /'
ls -d /etc/systemd/system/pharos-agent-guard* /etc/systemd/system/timers.target.wants/pharos-agent-guard* \
  /var/lib/pharos/update/pending.json /var/lib/pharos/update/reverting.json \
  /opt/pharos/agent/.*partial 2>/dev/null | sed 's/^/guard /'
systemctl list-units --all --no-legend --plain 'pharos-agent-guard*' | sed 's/^/guard /'
exit 0`;

export async function readAgentBuilds(lab: Lab, host: string): Promise<AgentBuilds> {
  const { stdout } = await lab.ssh(host, ["sh", "-c", LOOK]);
  const words = stdout.split("\n").map((line) => {
    const at = line.indexOf(" ");
    return { key: line.slice(0, at), value: line.slice(at + 1).trim() };
  });
  const all = (key: string): readonly string[] =>
    words.flatMap((word) => (word.key === key && word.value !== "" ? [word.value] : []));
  return {
    current: all("current")[0] ?? "",
    isActive: all("active")[0] === "active",
    builds: all("build"),
    runtimes: all("runtime"),
    guards: all("guard"),
  };
}
