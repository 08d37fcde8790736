import type { Lab } from "../lab/lab.ts";

/** What the kernel says of a host's agent. */
export interface AgentProcess {
  readonly rssMib: number;
  /** Its own memory: without the program file's pages, which other processes may share. */
  readonly anonymousMib: number;
  /** Processor time since its start, with that of programs that it ran or runs. */
  readonly processorMs: number;
  /** Of the process alone. */
  readonly ownProcessorMs: number;
}

const AGENT_UNIT = "pharos-agent.service";
/** Linux counts processor time in hundredths of a second for programs, whatever its own tick. */
const MS_PER_TICK = 10;

/** After the name in brackets, which may hold spaces: from state (field 3) on; the fourth is the parent, 14 to 17 are times. */
const STAT = /^(\d+) \(.*\) (.*)$/gm;

export const readAgentProcess = async (lab: Lab, host: string): Promise<AgentProcess> => {
  const id = (await showUnit(lab, host, ["MainPID"]))["MainPID"] ?? "0";
  const look = `cat /proc/${id}/status; cat /proc/[0-9]*/stat 2>/dev/null; exit 0`;
  const text = await onHost(lab, host, ["sh", "-c", look]);
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? Number.NaN) / 1024;
  const processes = [...text.matchAll(STAT)].map(([, process = "", rest = ""]) => {
    const fields = rest.split(" ");
    return { process, parent: fields[1], ticks: fields.slice(11, 15).map(Number) };
  });
  const agent = processes.find(({ process }) => process === id)?.ticks ?? [];
  const programs = processes.flatMap(({ parent, ticks }) => (parent === id ? ticks : []));
  return {
    rssMib: mib("VmRSS"),
    anonymousMib: mib("RssAnon"),
    processorMs: toMs([...agent, ...programs]),
    ownProcessorMs: toMs(agent.slice(0, 2)),
  };
};

const toMs = (ticks: readonly number[]): number =>
  ticks.reduce((sum, one) => sum + one, 0) * MS_PER_TICK;

/** Restarts the agent; milliseconds from the start of its program to its word that it is ready. */
export const restartAgent = async (lab: Lab, host: string): Promise<number> => {
  await onHost(lab, host, ["systemctl", "restart", AGENT_UNIT]);
  const started = "ExecMainStartTimestampMonotonic";
  const ready = "ActiveEnterTimestampMonotonic";
  const times = await showUnit(lab, host, [started, ready]);
  return (Number(times[ready]) - Number(times[started])) / 1000;
};

const showUnit = async (
  lab: Lab,
  host: string,
  properties: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const text = await onHost(lab, host, [
    "systemctl",
    "show",
    `--property=${properties.join(",")}`,
    AGENT_UNIT,
  ]);
  return Object.fromEntries(
    text.split("\n").map((line) => [line.split("=")[0] ?? "", line.slice(line.indexOf("=") + 1)]),
  );
};

const onHost = async (lab: Lab, host: string, argv: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await lab.ssh(host, argv);
  if (code !== 0) throw new Error(`${host}: ${argv.join(" ")} ended with code ${code}: ${stderr}`);
  return stdout;
};
