import { FakeDeath } from "./fake-death.ts";

type Moment = "before" | "after";

interface Fault {
  readonly matches: (count: number, what: string) => boolean;
  readonly moment: Moment;
  readonly toError: (what: string) => Error;
}

/** Failures and deaths to come, by the number of the write (1 is the next machine's first) or by what it does. */
export class FakeFaults {
  #faults: readonly Fault[] = [];
  #death: FakeDeath | undefined;

  /** The n-th write throws `error`; with `after` its effect is there all the same. Once. */
  readonly failAt = (count: number, moment: Moment, error: Error): void => {
    this.#add({ matches: (at) => at === count, moment, toError: () => error });
  };

  /** The next write whose description (`files.write /etc/x`) begins so throws `error`. Once. */
  readonly failNext = (prefix: string, error: Error, moment: Moment = "before"): void => {
    this.#add({ matches: (_, what) => what.startsWith(prefix), moment, toError: () => error });
  };

  /** The agent dies at the n-th write: that one and all later ones throw `FakeDeath` until `revive`. */
  readonly dieAt = (count: number, moment: Moment): void => {
    this.#add({ matches: (at) => at === count, moment, toError: (what) => new FakeDeath(what) });
  };

  /** The agent is started again. */
  readonly revive = (): void => {
    this.#death = undefined;
  };

  readonly check = (count: number, what: string, moment: Moment): void => {
    if (this.#death !== undefined) throw this.#death;
    const fault = this.#faults.find((one) => one.moment === moment && one.matches(count, what));
    if (fault === undefined) return;
    this.#faults = this.#faults.filter((one) => one !== fault);
    const error = fault.toError(what);
    if (error instanceof FakeDeath) this.#death = error;
    throw error;
  };

  readonly #add = (fault: Fault): void => {
    this.#faults = [...this.#faults, fault];
  };
}
