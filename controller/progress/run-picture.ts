import { fromErrorDetail } from "../../shared/errors/error-detail.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import type { ProfileName, RunRecord } from "../../shared/spec/run.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { visibleLine } from "../terminal/visible-text.ts";
import type { Happening, PhaseEnd } from "./happening.ts";
import { isConsequence as isConsequenceOf, wasStopped } from "./is-consequence.ts";
import { PhaseBoard, type Waiting } from "./phase-board.ts";

/** Where one host is at a moment. */
export interface HostPicture {
  readonly name: string;
  /** `held-up`: something else has failed, or the run was interrupted, before it could go on. */
  readonly state: "busy" | "failed" | "held-up" | "waiting" | "done";
  /** What it is at, was at last, or (waiting) will be at next. */
  readonly phase: string;
  readonly task?: string;
  /** Since when it is at its task, or at its phase between tasks. */
  readonly sinceMs: number;
  /** The phase that has to end on these hosts before this one goes on. */
  readonly waitsFor?: Waiting;
  readonly message?: string;
}

/** What phases and records say about a run, put together: the one thing that all forms of progress are made of. */
export class RunPicture {
  readonly #board = new PhaseBoard();
  readonly #hosts = new Map<string, HostPicture>();
  readonly #titles = new Map<string, string>();
  readonly #firstErrors = new Map<string, PharosError>();
  /** Hosts whose phase is only known by the records of their agents, and when it began by their clock. */
  readonly #fromRecords = new Map<string, number>();

  /** In the order in which they became known. */
  get hosts(): readonly HostPicture[] {
    return [...this.#hosts.values()].map((host) => {
      if (host.state !== "waiting") return host;
      const next = this.#board.nextOf(host.name);
      return next === undefined ? host : { ...host, ...next };
    });
  }

  /** `nowMs` is a clock that only goes forward. */
  seePhase(event: PhaseEvent, nowMs: number): readonly Happening[] {
    if (event.type === "phases-planned") {
      this.#board.plan(event.phases);
      for (const { hosts } of event.phases) for (const host of hosts) this.#toWaiting(host, nowMs);
      return [];
    }
    const { host, phase } = event;
    switch (event.type) {
      case "phase-started":
        this.#hosts.set(host, { name: host, state: "busy", phase, sinceMs: nowMs });
        return [event];
      case "phase-done":
        return [event, ...this.#end(phase, { host, state: "done", tookMs: event.tookMs }, nowMs)];
      case "phase-skipped":
        return [event, ...this.#end(phase, { host, state: "skipped" }, nowMs)];
      case "phase-failed":
        return this.#fail(host, phase, toPharosError(event.error), nowMs);
    }
  }

  seeRecord({ host, event, atMs }: RunRecord, nowMs: number): readonly Happening[] {
    switch (event.type) {
      case "run-started":
        return [
          ...this.#beginFromRecord(host, phaseOf[event.profile], { atMs, nowMs }),
          ...(event.isResumed === true ? [{ type: "work-resumed", host } as const] : []),
        ];
      case "run-stopped": {
        const { requestedBy, after } = event;
        const by = requestedBy === undefined ? {} : { by: visibleLine(requestedBy) };
        const last = after === undefined ? {} : { after: this.#titleOf(host, after) };
        return [{ type: "work-stopped", host, ...by, ...last }];
      }
      case "run-finished":
        return this.#endFromRecord(host, atMs, nowMs);
      case "task-started": {
        const task = visibleLine(event.title);
        this.#titles.set(`${host} ${event.task}`, task);
        this.#atTask(host, nowMs, task);
        return [{ type: "task-started", host, task }];
      }
      case "task-changed":
        this.#atTask(host, nowMs);
        return [
          { type: "task-done", host, task: this.#titleOf(host, event.task), tookMs: event.tookMs },
        ];
      case "task-unchanged":
        return [{ type: "task-unchanged", host, task: this.#titleOf(host, event.task) }];
      case "task-skipped": {
        const because = this.#titleOf(host, event.because);
        return [{ type: "task-skipped", host, task: this.#titleOf(host, event.task), because }];
      }
      case "task-failed": {
        this.#atTask(host, nowMs);
        const error = fromErrorDetail(event.error);
        if (!this.#firstErrors.has(host)) this.#firstErrors.set(host, error);
        // The first task that was not begun; that the host was asked to stop has been told.
        if (wasStopped(error)) return [];
        const message = visibleLine(event.error.message);
        return [{ type: "task-failed", host, task: this.#titleOf(host, event.task), message }];
      }
    }
  }

  #titleOf(host: string, task: string): string {
    return this.#titles.get(`${host} ${task}`) ?? visibleLine(task);
  }

  #toWaiting(name: string, nowMs: number): void {
    const known = this.#hosts.get(name);
    if (known === undefined || known.state === "done")
      this.#hosts.set(name, { name, state: "waiting", phase: "", sinceMs: nowMs });
  }

  #atTask(host: string, nowMs: number, task?: string): void {
    const { phase } = this.#hosts.get(host) ?? { phase: "" };
    const at = { name: host, state: "busy", phase, sinceMs: nowMs } as const;
    this.#hosts.set(host, task === undefined ? at : { ...at, task });
  }

  #end(phase: string, end: PhaseEnd, nowMs: number): readonly Happening[] {
    const name = end.host;
    const over = this.#board.end(phase, end);
    const state = this.#board.nextOf(name) === undefined ? "done" : "waiting";
    this.#hosts.set(name, { name, state, phase, sinceMs: nowMs });
    return over;
  }

  #fail(host: string, phase: string, error: PharosError, nowMs: number): readonly Happening[] {
    const how = wasStopped(error) ? "stopped" : isConsequenceOf(error) ? "consequence" : "failed";
    const isConsequence = how !== "failed";
    const message = visibleLine(error.message);
    const state = isConsequence ? "held-up" : "failed";
    this.#hosts.set(host, { name: host, state, phase, sinceMs: nowMs, message });
    const over = this.#board.end(phase, { host, state: how });
    return [{ type: "phase-failed", host, phase, error, isConsequence }, ...over];
  }

  #beginFromRecord(
    host: string,
    phase: string,
    { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
  ): readonly Happening[] {
    this.#firstErrors.delete(host);
    if (this.#board.isPlannedFor(host)) return [];
    this.#fromRecords.set(host, atMs);
    return this.seePhase({ type: "phase-started", host, phase }, nowMs);
  }

  #endFromRecord(host: string, atMs: number, nowMs: number): readonly Happening[] {
    const startedAtMs = this.#fromRecords.get(host);
    if (startedAtMs === undefined) return [];
    const { phase } = this.#hosts.get(host) ?? { phase: "" };
    const error = this.#firstErrors.get(host);
    if (error !== undefined) return this.#fail(host, phase, error, nowMs);
    const tookMs = atMs - startedAtMs;
    return this.seePhase({ type: "phase-done", host, phase, tookMs }, nowMs);
  }
}

/** For who sees records alone, as `attach` does. */
const phaseOf: Readonly<Record<ProfileName, string>> = {
  host: "prepare hosts",
  network: "set up the network",
  "control-plane": "set up the control plane",
  worker: "join workers",
  cluster: "label nodes and keep the cluster's objects",
  absent: "reset hosts",
  drift: "correct drift",
};
