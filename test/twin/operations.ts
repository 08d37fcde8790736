import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import * as z from "zod";
import { runController } from "./run-controller.ts";
import type { Twin } from "./twin.ts";

/** What one operation on a cluster of the twin has cost. */
export interface OperationCost {
  readonly operation: string;
  readonly hosts: number;
  readonly wallMs: number;
  /** Of the controller. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** All agents together. */
  readonly agentsCpuMs: number;
  /** Between controller and agents, TLS included. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly connections: number;
  readonly loadAverage: number;
  /** Absent: it ended well. */
  readonly failure?: string;
  /** How attempts before this one failed; time and processor of all of them are counted. */
  readonly before?: readonly string[];
}

export interface TwinScene {
  readonly twin: Twin;
  readonly hosts: number;
  readonly processes: number;
  /** Of the command line. */
  readonly program: string;
  /** Of `controller-process.ts`. */
  readonly applier: string;
  readonly limitMs: number;
}

/** Something that is measured on a cluster of a certain size; in this order, since they build on each other. */
export interface Operation {
  readonly name: string;
  readonly samples: number;
  readonly run: (scene: TwinScene) => Promise<readonly OperationCost[]>;
}

/** A cluster's life, from bare hosts to another version of its agents. */
export const operations: readonly Operation[] = [
  { name: "first-apply", samples: 1, run: (scene) => firstApply(scene) },
  commandLine("no-op apply", 3, ["apply", "--yes"]),
  commandLine("plan", 5, ["plan"]),
  commandLine("status", 3, ["status"]),
  commandLine("drift", 3, ["drift"]),
  { name: "add-host", samples: 1, run: (scene) => addHost(scene) },
  { name: "update-agents", samples: 1, run: (scene) => updateAgents(scene) },
];

function commandLine(name: string, samples: number, argv: readonly string[]): Operation {
  return {
    name,
    samples,
    run: async (scene) => {
      const { program, limitMs, hosts, twin } = scene;
      return await measured(scene, name, hosts, async () => {
        const end = await runController({ program, argv, folder: twin.folder, limitMs });
        // What deviates is no failure of a command that looks for it.
        const failure = end.code === 0 ? undefined : `${end.code}: ${end.stderr.slice(0, 500)}`;
        return { ...end, ...(failure === undefined ? {} : { failure }) };
      });
    },
  };
}

interface Done {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly failure?: string;
  readonly before?: readonly string[];
  /** Ends of its phases after the start, by title. */
  readonly phaseEndsMs?: Readonly<Record<string, number>>;
}

const measured = async (
  { twin }: TwinScene,
  operation: string,
  hosts: number,
  act: () => Promise<Done>,
): Promise<readonly OperationCost[]> => {
  const before = await twin.usage();
  const { wallMs, cpuMs, peakBytes, failure, before: tries, phaseEndsMs = {} } = await act();
  const after = await twin.usage();
  const whole: OperationCost = {
    operation,
    hosts,
    wallMs: Math.round(wallMs),
    cpuMs: Math.round(cpuMs),
    peakBytes,
    agentsCpuMs: Math.round(after.cpuMs - before.cpuMs),
    // What the agents have received is what the controller has sent.
    sentBytes: after.received - before.received,
    receivedBytes: after.sent - before.sent,
    connections: after.connections - before.connections,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    ...(failure === undefined ? {} : { failure }),
    ...(tries === undefined ? {} : { before: tries }),
  };
  const phases = Object.entries(phaseEndsMs).map(([phase, endMs]) => ({
    ...whole,
    operation: `${operation}, until the end of ${phase}`,
    wallMs: endMs,
  }));
  return [whole, ...phases];
};

const firstApply = (scene: TwinScene): Promise<readonly OperationCost[]> =>
  measured(scene, "first-apply", scene.hosts, async () => {
    const { hosts } = scene;
    await scene.twin.writeConfig(hosts);
    const first = await applyOnce(scene, { hosts, enrolled: 0, version: "0.1.0" });
    return first.failure === undefined ? first : await goOn(scene, first);
  });

const ATTEMPTS = 5;

/** As a person does whose hosts were too slow for some limit: what follows needs a cluster. */
const goOn = async (scene: TwinScene, first: Done): Promise<Done> => {
  const { hosts } = scene;
  let last = first;
  for (let attempt = 2; attempt <= ATTEMPTS && last.failure !== undefined; attempt += 1) {
    const next = await applyOnce(scene, { hosts, enrolled: hosts, version: "0.1.0" });
    const before = [...(last.before ?? []), last.failure];
    const peakBytes = Math.max(last.peakBytes, next.peakBytes);
    const [wallMs, cpuMs] = [last.wallMs + next.wallMs, last.cpuMs + next.cpuMs];
    last = { ...next, wallMs, cpuMs, peakBytes, before };
  }
  return last;
};

/** All members learn of it; only its own machine has work. */
const addHost = (scene: TwinScene): Promise<readonly OperationCost[]> => {
  const hosts = scene.hosts + 1;
  return measured(scene, "add-host", hosts, async () => {
    await scene.twin.writeConfig(hosts);
    return await applyOnce(scene, { hosts, enrolled: scene.hosts, version: "0.1.0" });
  });
};

const updateAgents = (scene: TwinScene): Promise<readonly OperationCost[]> => {
  const hosts = scene.hosts + 1;
  return measured(scene, "update-agents", hosts, () =>
    applyOnce(scene, { hosts, enrolled: hosts, version: "0.2.0" }),
  );
};

interface Application {
  readonly hosts: number;
  /** How many of them have agents already. */
  readonly enrolled: number;
  readonly version: string;
}

const Applied = z.object({
  failures: z.array(z.string()),
  phaseEndsMs: z.record(z.string(), z.number()),
  cpuMs: z.number(),
  peakBytes: z.number(),
});

const summarize = (failures: readonly string[]): string =>
  `${failures.length} hosts: ${failures.slice(0, 5).join("; ")}`;

const applyOnce = async (
  { twin, applier, processes, limitMs }: TwinScene,
  { hosts, enrolled, version }: Application,
): Promise<Done> => {
  const argv = [applier, twin.folder, hosts, enrolled, processes, version, twin.network].map(
    String,
  );
  const startedMs = performance.now();
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      argv,
      { timeout: limitMs, killSignal: "SIGKILL", maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ stdout, stderr }),
    );
  });
  const wallMs = performance.now() - startedMs;
  if (stdout === "") {
    const failure = stderr === "" ? `not done after ${limitMs} ms` : stderr.slice(-2_000);
    return { wallMs, cpuMs: 0, peakBytes: 0, failure };
  }
  const { failures, ...rest } = Applied.parse(JSON.parse(stdout));
  return { wallMs, ...rest, ...(failures.length === 0 ? {} : { failure: summarize(failures) }) };
};
