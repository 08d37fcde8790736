import type { Membership } from "../../shared/spec/membership.ts";

/**
 * Members whom this host lets in and finds ways to without a spec that names them: they came while it
 * was away, and other agents have told of them. A membership that a controller brings makes none, since
 * an apply that follows it has its own plan for them.
 */
export interface Newcomers {
  /** The same object for as long as nobody comes. */
  readonly names: () => ReadonlySet<string>;
  /** Everybody of a membership that came by another agent. */
  readonly welcome: (membership: Membership) => void;
  /** Called whenever somebody has come. */
  readonly observe: (observer: () => void) => void;
}

/** `known`: what the agent finds at its start, whoever brought it. */
export const createNewcomers = (known: Membership | undefined): Newcomers => {
  let names: ReadonlySet<string> = new Set(namesOf(known));
  const observers: (() => void)[] = [];
  return {
    names: () => names,
    welcome: (membership) => {
      const all = new Set([...names, ...namesOf(membership)]);
      if (all.size === names.size) return;
      names = all;
      for (const observer of observers) observer();
    },
    observe: (observer) => void observers.push(observer),
  };
};

const namesOf = (membership: Membership | undefined): readonly string[] =>
  (membership?.members ?? []).filter(({ state }) => state === "member").map(({ name }) => name);
