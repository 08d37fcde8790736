import type { CopyState } from "../etcd/copy-memory.ts";
import type { Outlook } from "../maintenance/decide.ts";
import type { StaleService } from "../maintenance/find-stale-services.ts";
import type { Situation } from "../maintenance/situation.ts";

/** What the agent last saw and decided. */
export interface SeenMaintenance {
  readonly situation: Pick<Situation, "rebootNeeded" | "state">;
  readonly outlook: Pick<Outlook, "reboot" | "upgrade" | "correction">;
  /** Units that run programs or libraries which an upgrade has replaced. */
  readonly staleServices: readonly StaleService[];
}

/** All that the agent has to tell; parts that are absent are not looked after here. */
export interface Seen {
  /** Name of the host's node. */
  readonly node: string;
  readonly maintenance?: SeenMaintenance;
  readonly copies?: CopyState;
}

interface Metric<Part> {
  readonly name: string;
  readonly help: string;
  /** With labels besides the node's; none: the metric is left out. */
  readonly samples: (seen: Part) => readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All of them are gauges: what is, not what was counted, so that a restart loses nothing. */
export const metrics: readonly Metric<SeenMaintenance>[] = [
  {
    name: "kured_reboot_required",
    help: "Whether the host needs a reboot, by kured's name for it.",
    samples: ({ situation }) => [{ value: situation.rebootNeeded === undefined ? 0 : 1 }],
  },
  {
    name: "pharos_disrupted",
    help: "Whether the host has its turn and is at something: the label step says what.",
    samples: ({ situation: { state } }) => [
      {
        labels: { step: state.disruption?.step ?? "idle" },
        value: state.disruption === undefined ? 0 : 1,
      },
    ],
  },
  {
    name: "pharos_waits_for",
    help: "What a reboot, an upgrade or a correction of the host waits for; 1 at the gate that is not passed.",
    samples: ({ outlook }) =>
      (["reboot", "upgrade", "correction"] as const).flatMap((purpose) => {
        const last = outlook[purpose].at(-1);
        if (last === undefined || last.passed) return [];
        return [{ labels: { purpose, gate: last.gate }, value: 1 }];
      }),
  },
  {
    name: "pharos_last_reboot_timestamp_seconds",
    help: "When the last reboot by the agent ended, or was given up.",
    samples: ({ situation: { state } }) => toSeconds(state.lastReboot?.endedAtMs),
  },
  {
    name: "pharos_last_reboot_failed",
    help: "Whether that one was given up.",
    samples: ({ situation: { state } }) => toFailed(state.lastReboot),
  },
  {
    name: "pharos_last_upgrade_timestamp_seconds",
    help: "When packages were last upgraded by the agent.",
    samples: ({ situation: { state } }) => toSeconds(state.lastUpgrade?.endedAtMs),
  },
  {
    name: "pharos_last_upgrade_failed",
    help: "Whether that failed.",
    samples: ({ situation: { state } }) => toFailed(state.lastUpgrade),
  },
  {
    name: "pharos_services_to_restart",
    help: "How many units run programs or libraries that an upgrade has replaced; ten minutes old at most.",
    samples: ({ staleServices }) => [{ value: staleServices.length }],
  },
];

/** Of masters whose snapshots are copied to a store. */
export const copyMetrics: readonly Metric<CopyState>[] = [
  {
    name: "pharos_etcd_copy_timestamp_seconds",
    help: "When the newest snapshot of etcd that the store has was taken, whichever master copied it.",
    samples: ({ newest }) => toSeconds(newest?.takenAtMs),
  },
  {
    name: "pharos_etcd_copy_failed",
    help: "Whether scheduled snapshots of the host do not get into the store.",
    samples: ({ problem }) => [{ value: problem === "" ? 0 : 1 }],
  },
];

/** In the text format of Prometheus, version 0.0.4. */
export const renderMetrics = ({ node, maintenance, copies }: Seen): string =>
  [
    ...(maintenance === undefined ? [] : metrics.map((one) => render(node, one, maintenance))),
    ...(copies === undefined ? [] : copyMetrics.map((one) => render(node, one, copies))),
  ].join("");

const render = <Part>(node: string, { name, help, samples }: Metric<Part>, part: Part): string => {
  const lines = samples(part).map(({ labels = {}, value }) => {
    const all = Object.entries({ node, ...labels });
    return `${name}{${all.map(([key, text]) => `${key}="${escape(text)}"`).join(",")}} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
};

const toSeconds = (ms: number | undefined): readonly Sample[] =>
  ms === undefined ? [] : [{ value: ms / 1000 }];

const toFailed = (last: { readonly failure?: string } | undefined): readonly Sample[] =>
  last === undefined ? [] : [{ value: last.failure === undefined ? 0 : 1 }];

const escape = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
