import type { Log } from "../../shared/log/log.ts";
import type { MaintenanceSpec } from "../../shared/spec/maintenance-spec.ts";
import { createSerialQueue } from "../state/serial-queue.ts";
import type { ClusterLooker, Look } from "./cluster-view.ts";
import { decide, type Outlook } from "./decide.ts";
import type { MaintenanceState } from "./maintenance-state.ts";
import { createPerformer, type PerformPorts } from "./perform-step.ts";
import type { Situation } from "./situation.ts";

export interface MaintenanceKeeperPorts extends PerformPorts {
  readonly host: Situation["host"];
  readonly bootId: () => Promise<string>;
  /** What an administrator has signed; absent: nothing yet. */
  readonly spec: () => MaintenanceSpec | undefined;
  readonly currentRun: () => string | undefined;
  /** Why a reboot is needed; `undefined`: it is not. */
  readonly rebootNeeded: (spec: MaintenanceSpec) => Promise<string | undefined>;
  readonly upgradeDueAtMs: (
    spec: MaintenanceSpec,
    state: MaintenanceState,
  ) => Promise<number | undefined>;
  /** What differs from the spec and would disrupt something when it is put back, by title. */
  readonly corrections: (spec: MaintenanceSpec) => Promise<readonly string[]>;
  readonly looker: ClusterLooker;
  readonly load: () => Promise<MaintenanceState>;
  /** Told after each decision. */
  readonly told: (outlook: Outlook, situation: Situation) => void;
  readonly log: Log;
}

/** What people are told of a host's reboots and upgrades. */
export interface MaintenanceReport {
  readonly state: MaintenanceState;
  readonly spec: MaintenanceSpec | undefined;
  readonly rebootNeeded: string | undefined;
  readonly outlook: Outlook;
}

/** Brings reboots and upgrades of this host about, in their windows and in this host's turn. */
export interface MaintenanceKeeper {
  readonly start: () => void;
  /** What it is at, and why; looks anew, unless the cluster was silent just now. */
  readonly report: () => Promise<MaintenanceReport>;
  /** What the last turn saw and decided; `undefined`: there was none. Asks nobody. */
  readonly lastSeen: () => Considered | undefined;
  /**
   * Changes what people may change, and goes on from there. During work that lasts it is written down
   * at once; `edit` is then made a second time, on what comes of the work.
   */
  readonly change: (edit: Edit) => Promise<void>;
  readonly close: () => void;
}

type Edit = (state: MaintenanceState) => MaintenanceState;

/** After something that nobody has thought of. */
const ERROR_REST_MS = 10_000;
const MOST_STEPS = 20;
/** A look gives up after ten seconds, and the next one comes at most five later. */
const SILENCE_MS = 20_000;

export const openMaintenanceKeeper = async (
  ports: MaintenanceKeeperPorts,
): Promise<MaintenanceKeeper> => {
  const exclusively = createSerialQueue();
  const perform = createPerformer(ports);
  let state = await ports.load();
  let isFresh = true;
  let lastSeen: Considered | undefined;
  /**
   * At a step that may take an hour: what people have changed since it began, for it ends with what it
   * began with. Who asks then is told what was seen before it.
   */
  let meanwhile: Edit[] | undefined;
  let cancel: (() => void) | undefined;
  let isClosed = false;
  const save = async (next: MaintenanceState): Promise<void> => {
    if (next === state) return;
    await ports.save(next);
    state = next;
  };

  let step: { readonly atMs: number; readonly seenMs: number; readonly oldMs: number } | undefined;
  /** Clocks are set, forwards and backwards: they tell what was before this agent, and nothing after. */
  const stepForMs = (): number => {
    const atMs = state.disruption?.stepAtMs;
    if (atMs === undefined) return 0;
    const elapsedMs = ports.elapsedMs();
    if (step?.atMs !== atMs)
      step = { atMs, seenMs: elapsedMs, oldMs: Math.max(0, ports.now().getTime() - atMs) };
    return step.oldMs + elapsedMs - step.seenMs;
  };

  const survey = async (look?: Look): Promise<Situation> => {
    const spec = ports.spec();
    const [rebootNeeded, upgradeDueAtMs, corrections] =
      spec === undefined
        ? []
        : await Promise.all([
            ports.rebootNeeded(spec),
            ports.upgradeDueAtMs(spec, state),
            ports.corrections(spec),
          ]);
    const run = ports.currentRun();
    return {
      nowMs: ports.now().getTime(),
      host: ports.host,
      bootId: await ports.bootId(),
      isFresh,
      stepForMs: stepForMs(),
      spec,
      state,
      ...(rebootNeeded === undefined ? {} : { rebootNeeded }),
      ...(upgradeDueAtMs === undefined ? {} : { upgradeDueAtMs }),
      ...(corrections === undefined ? {} : { corrections }),
      ...(run === undefined ? {} : { run }),
      ...(look === undefined ? {} : { cluster: look.view }),
    };
  };

  /** The last look, where nobody answered it. */
  let silence: { readonly look: Look; readonly atMs: number } | undefined;
  const lately = (): Look | undefined =>
    silence !== undefined && ports.elapsedMs() - silence.atMs < SILENCE_MS
      ? silence.look
      : undefined;

  /** Decides, asking the cluster if that is what it takes and it is not `known`. */
  const consider = async (known?: Look): Promise<Considered> => {
    const near = await survey();
    const first = decide(near);
    if (first.step.kind !== "look") return { outlook: first, situation: near };
    const look = known ?? (await ask(near.spec ?? NOTHING_WANTED));
    const situation = await survey(look);
    return { outlook: decide(situation), situation, look };
  };

  const ask = async (spec: MaintenanceSpec): Promise<Look> => {
    const look = await ports.looker.look(spec, state.disruption);
    silence = look.view.kind === "away" ? { look, atMs: ports.elapsedMs() } : undefined;
    return look;
  };

  /** Goes on until there is something to wait for: so many milliseconds, or work that lasts. */
  const work = async (): Promise<number | Considered> => {
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const considered = await consider();
      const { outlook, situation, look } = considered;
      ports.told(outlook, situation);
      lastSeen = { outlook, situation };
      if (look?.view.kind === "there" && !IS_LEFT_BEHIND.includes(outlook.step.kind))
        isFresh = false;
      if (LASTS.includes(outlook.step.kind)) {
        meanwhile = [];
        return considered;
      }
      await save(await perform(outlook.step, situation, look?.leases ?? []));
      if (outlook.step.kind === "rest") return outlook.step.forMs;
      // A pod takes its time, and so does a host that goes down.
      if (outlook.step.kind === "evict" || outlook.step.kind === "reboot") return STEP_REST_MS;
    }
    return ERROR_REST_MS;
  };

  /** Nobody who asks or changes something waits for it. */
  const last = async ({ outlook, situation, look }: Considered): Promise<number> => {
    try {
      const done = await perform(outlook.step, situation, look?.leases ?? []);
      await exclusively(() => save((meanwhile ?? []).reduce((one, edit) => edit(one), done)));
    } finally {
      meanwhile = undefined;
    }
    return 0;
  };

  const failed = (error: unknown): number => {
    ports.log.warn("reboots and upgrades could not go on", { error: String(error) });
    return ERROR_REST_MS;
  };

  const turn = (): void => {
    cancel = undefined;
    void exclusively(async () => {
      if (isClosed) return;
      const next = await work().catch(failed);
      if (typeof next === "number") schedule(next);
      else void last(next).catch(failed).then(schedule);
    });
  };
  const schedule = (ms: number): void => {
    cancel?.();
    if (!isClosed) cancel = ports.after(ms, turn);
  };

  return {
    start: () => schedule(0),
    lastSeen: () => lastSeen && { ...lastSeen, situation: { ...lastSeen.situation, state } },
    report: async () => {
      // Who asks does not wait until an API server that is silent has been silent once more.
      const look = meanwhile === undefined ? lately() : undefined;
      if (look !== undefined) return toReport(await consider(look), state);
      return await exclusively(async () =>
        toReport(
          meanwhile === undefined || lastSeen === undefined ? await consider() : lastSeen,
          state,
        ),
      );
    },
    change: (edit) =>
      exclusively(async () => {
        meanwhile?.push(edit);
        await save(edit(state));
        if (meanwhile === undefined) schedule(0);
      }),
    close: () => {
      isClosed = true;
      cancel?.();
    },
  };
};

const LASTS: readonly Outlook["step"]["kind"][] = ["upgrade", "correct"];

const toReport = (
  { outlook, situation: { spec, rebootNeeded } }: Considered,
  state: MaintenanceState,
): MaintenanceReport => ({ state, spec, rebootNeeded, outlook });

/** Steps after which it is looked again for what was left behind. */
const IS_LEFT_BEHIND: readonly Outlook["step"]["kind"][] = ["uncordon", "release"];

export interface Considered {
  readonly outlook: Outlook;
  readonly situation: Situation;
  readonly look?: Look;
}

const STEP_REST_MS = 1_000;

const NOTHING_WANTED: MaintenanceSpec = { windows: [], budget: 1 };
