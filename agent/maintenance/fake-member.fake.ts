import type { MaintenanceSpec } from "../../shared/spec/maintenance-spec.ts";
import type { KubernetesAnswer } from "../host/kubernetes.ts";
import type { NodeApi } from "../host/node-api.ts";
import { createClusterLooker } from "./cluster-view.ts";
import type { Outlook } from "./decide.ts";
import type { FakeFleet } from "./fake-fleet.fake.ts";
import { type MaintenanceKeeper, openMaintenanceKeeper } from "./maintenance-keeper.ts";
import type { MaintenanceState } from "./maintenance-state.ts";
import type { Blocker } from "./situation.ts";

const NEVER = new Promise<never>(() => undefined);

const lose = (_answer: KubernetesAnswer): KubernetesAnswer => ({
  kind: "unreachable",
  reason: "no answer in 10 s",
});

/** One machine of the fleet: what survives its agent, and its agent. */
export class FakeMember {
  readonly name: string;
  readonly isMaster: boolean;
  readonly #fleet: FakeFleet;
  spec: MaintenanceSpec | undefined;
  needsReboot = false;
  /** The reason for a reboot is there after it, too. */
  sentinelSurvives = false;
  /** It does not come back from a reboot. */
  diesInReboot = false;
  isUp = true;
  /** It went down by its agent's doing and is not Ready again. */
  isRebooting = false;
  /** How far its clock is ahead. */
  clockOffsetMs = 0;
  /** What it writes arrives, and it is not told. */
  losesAnswers = false;
  /** Nothing can be written down. */
  isDiskFull = false;
  isCordonedByPerson = false;
  /** What speaks against its reboot. */
  blockers: readonly Blocker[] = [];
  boots = 1;
  saved: MaintenanceState = {};
  outlook: Outlook | undefined;
  announced: readonly string[] = [];
  upgrades = 0;
  workTakesMs = 0;
  /** What differs from its spec and disrupts something. */
  corrections: readonly string[] = [];
  /** It is at work that its turn is for. */
  isBusy = false;
  /** The agent dies before its write of this number, counted from when it is set. */
  diesBeforeWrite: number | undefined;
  /** The same, right after it. */
  diesAfterWrite: number | undefined;
  /** Told whenever its agent has written down where it is. */
  afterSave: () => void = () => undefined;
  #keeper: MaintenanceKeeper | undefined;
  #life = 0;

  constructor(fleet: FakeFleet, name: string, isMaster: boolean) {
    this.#fleet = fleet;
    this.name = name;
    this.isMaster = isMaster;
  }

  get keeper(): MaintenanceKeeper {
    if (this.#keeper === undefined) throw new Error(`${this.name} has no agent`);
    return this.#keeper;
  }

  get hasAgent(): boolean {
    return this.#keeper !== undefined;
  }

  readonly startAgent = async (): Promise<void> => {
    this.killAgent();
    const life = this.#life;
    const fleet = this.#fleet;
    const isAlive = (): boolean => this.#life === life && this.isUp;
    /** A dead agent's calls are never answered. */
    const alive = async <Result>(act: () => Result | Promise<Result>): Promise<Result> =>
      isAlive() ? await act() : await NEVER;
    const written = async <Result>(act: () => Result): Promise<Result> => {
      if (isAlive() && this.diesBeforeWrite !== undefined) {
        this.diesBeforeWrite -= 1;
        if (this.diesBeforeWrite <= 0) {
          this.diesBeforeWrite = undefined;
          this.killAgent();
        }
      }
      const result = await alive(act);
      if (this.diesAfterWrite === undefined || !isAlive()) return result;
      this.diesAfterWrite -= 1;
      if (this.diesAfterWrite > 0) return result;
      this.diesAfterWrite = undefined;
      this.killAgent();
      return NEVER;
    };
    const api: NodeApi = (request) =>
      request.method === "GET"
        ? alive(() => fleet.ask(request))
        : written(() => (this.losesAnswers ? lose(fleet.answer(request)) : fleet.answer(request)));
    const now = (): Date => new Date(fleet.nowMs() + this.clockOffsetMs);
    const host = { name: this.name, isMaster: this.isMaster };
    const elapsedMs = fleet.nowMs;
    this.#keeper = await openMaintenanceKeeper({
      api,
      node: this.name,
      host,
      kubernetesVersion: "1.20.2",
      now,
      elapsedMs,
      bootId: async () => `boot-${this.boots}`,
      spec: () => this.spec,
      currentRun: () => undefined,
      rebootNeeded: async () => (this.needsReboot ? "the sentinel is there" : undefined),
      upgradeDueAtMs: async (spec, state) =>
        spec.upgrades === undefined
          ? undefined
          : (state.lastUpgrade?.startedAtMs ?? 0) + 86_400_000,
      looker: createClusterLooker({
        api,
        host,
        now,
        elapsedMs,
        findBlockers: async () => this.blockers,
      }),
      load: async () => this.saved,
      save: (state) =>
        written(() => {
          if (this.isDiskFull) throw new Error("ENOSPC: no space left on device");
          this.saved = structuredClone(state);
          this.afterSave();
        }),
      reboot: () => written(() => fleet.reboot(this)),
      corrections: async () => this.corrections,
      correct: async () => {
        await alive(() => this.#work());
        this.corrections = [];
        return [];
      },
      upgrade: async (startedAtMs) => {
        this.upgrades += 1;
        await alive(() => this.#work());
        return { startedAtMs, endedAtMs: fleet.nowMs(), packages: [], log: "" };
      },
      announce: async ({ kind }) => void (this.announced = [...this.announced, kind]),
      after: (ms, action) => fleet.after(ms, () => isAlive() && action()),
      told: (outlook) => void (this.outlook = outlook),
      log: { info: () => undefined, warn: () => undefined },
    });
    this.#keeper.start();
  };

  readonly #work = async (): Promise<void> => {
    if (this.workTakesMs === 0) return;
    this.isBusy = true;
    await new Promise<void>((resolve) => this.#fleet.after(this.workTakesMs, resolve));
    this.isBusy = false;
  };

  readonly killAgent = (): void => {
    this.#life += 1;
    this.#keeper?.close();
    this.#keeper = undefined;
  };

  /** Whether it is in such a state by our doing that its workloads are gone. */
  readonly isDisrupted = (): boolean => {
    const step = this.saved.disruption?.step;
    return (
      step === "draining" || step === "drained" || step === "rebooting" || step === "returning"
    );
  };
}
