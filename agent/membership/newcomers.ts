import type { Membership } from "../../shared/spec/membership.ts";

/**
 * Members whom this host lets in and finds ways to without a spec that names them: they came while it
 * was away, and other agents have told of them, or by an apply that leaves this host out. A membership
 * that is followed up by a spec makes none, since its apply has its own plan for them.
 */
export interface Newcomers {
  /** The same object for as long as nobody comes or goes. */
  readonly names: () => ReadonlySet<string>;
  /** Everybody of a membership that no spec follows. */
  readonly welcome: (membership: Membership) => void;
  /** Who is no member any more is a stranger again, also when the name comes back. */
  readonly forget: (membership: Membership) => void;
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
    forget: (membership) => {
      const here = new Set(namesOf(membership));
      if ([...names].every((name) => here.has(name))) return;
      names = new Set([...names].filter((name) => here.has(name)));
    },
    observe: (observer) => void observers.push(observer),
  };
};

const namesOf = (membership: Membership | undefined): readonly string[] =>
  (membership?.members ?? []).filter(({ state }) => state === "member").map(({ name }) => name);
