import { countOf } from "../../shared/errors/count-of.ts";
import { renderStop } from "../runs/render-stop.ts";
import { renderDuration } from "../cli/render-time.ts";
import type {
  AgentEvent,
  DisruptionStage,
  HostRecord,
  StartReason,
} from "../../shared/spec/agent-event.ts";
import type { RunEvent } from "../../shared/spec/run.ts";

/** What happened, in one line for people, without host and time. */
export const renderRecord = ({ run, event }: HostRecord, titleOf: TitleOf): string =>
  run === undefined ? agentText(event) : `run ${shortRun(run)}: ${runText(event, titleOf)}`;

/** The end of its id, by which `runs show` finds it too. */
const shortRun = (run: string): string => run.split("-").at(-1) ?? run;

/** What a task does, in words; its id where no words have come. */
export type TitleOf = (task: string) => string;

const runText = (event: RunEvent, titleOf: TitleOf): string => {
  switch (event.type) {
    case "run-started": {
      const by = event.requestedBy === undefined ? "" : `, asked for by ${event.requestedBy}`;
      const begins = event.isResumed === true ? "goes on after it was cut off" : "begins";
      return `${event.profile} ${begins}, ${countOf(event.taskCount, "task")}${by}`;
    }
    case "task-started":
      return `${event.title} …`;
    case "task-unchanged":
      return `${titleOf(event.task)}: as it should be`;
    case "task-changed":
      return `${titleOf(event.task)}: ok (${renderDuration(event.tookMs)})`;
    case "task-failed":
      return `${titleOf(event.task)}: FAILED: ${event.error.code}: ${event.error.message}`;
    case "task-skipped":
      return `${titleOf(event.task)}: skipped, because ${event.because} failed`;
    case "run-stopped": {
      const { requestedBy, after } = event;
      return renderStop({
        ...(requestedBy === undefined ? {} : { by: requestedBy }),
        ...(after === undefined ? {} : { after: titleOf(after) }),
      });
    }
    case "run-finished":
      return `ends, ${event.changed} changed, ${event.unchanged} unchanged, ${event.failed} failed`;
  }
};

const agentText = (event: AgentEvent): string => {
  switch (event.type) {
    case "agent-started":
      return `agent ${event.version} started${startText[event.after]}`;
    case "agent-stopped":
      return "agent stops";
    case "agent-enrolled": {
      const taken = event.takenFrom === undefined ? "" : `, taken over from ${event.takenFrom}`;
      return `enrolled over SSH by ${event.requestedBy}${taken}`;
    }
    case "spec-accepted":
      return `is to be what generation ${event.generation} of its spec says`;
    case "membership-accepted": {
      const { number, joined, left, revoked } = event;
      const parts = [
        ...joined.map((name) => `${name} joined`),
        ...left.map((name) => `${name} left`),
        ...(revoked === 0 ? [] : [`${revoked} certificates revoked`]),
      ];
      return `takes membership ${number}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
    }
    case "drift-detected":
      return `drift: ${event.title} differs${madeBy(event)}${because(event)}`;
    case "drift-corrected":
      return `drift: ${event.title} was put back${madeBy(event)}`;
    case "drift-given-up":
      return `drift: ${event.title} is left alone${madeBy(event)}${because(event)}`;
    case "certificate-renewed": {
      const end = new Date(event.notAfterMs).toISOString().slice(0, 10);
      return `certificate ${event.path} renewed, good until ${end}`;
    }
    case "disruption":
      return `${stageText[event.stage]}: ${event.text}`;
    case "snapshot-copied":
      return `snapshot of etcd copied to the store: ${event.name}`;
    case "snapshot-copy-failed":
      return `snapshots of etcd are not copied: ${event.reason}`;
  }
};

const madeBy = ({ madeBy: who }: { readonly madeBy?: string }): string =>
  who === undefined ? "" : `, made by ${who}`;

const because = ({ reason }: { readonly reason: string }): string =>
  reason === "" ? "" : ` (${reason})`;

const stageText: Readonly<Record<DisruptionStage, string>> = {
  begin: "has its turn",
  drain: "is drained",
  reboot: "reboots",
  return: "has its turn no more",
  fail: "is as it was",
  upgrade: "packages",
};

const startText: Readonly<Record<StartReason, string>> = {
  first: " for the first time",
  stop: "",
  crash: "; the one before ended without a word",
  boot: " with the host",
};
