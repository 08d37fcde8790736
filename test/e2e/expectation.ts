import { isDeepStrictEqual } from "node:util";

/** Something on a real host or in the CLI's output is not as it should be. */
export class Disappointment extends Error {
  override readonly name = "Disappointment";
}

/** `what` says what should hold, in words that make sense after "not so:". */
export function expect(what: string, holds: boolean): void {
  if (!holds) throw new Disappointment(`not so: ${what}`);
}

export function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Disappointment(`${what}: found ${show(found)}, wanted ${show(wanted)}`);
}

/** All of `problems` in one failure, so that one run tells everything. */
export function expectNone(what: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, SHOWN);
  const more = problems.length - shown.length;
  const rest = more > 0 ? [`… and ${more} more`] : [];
  throw new Disappointment([`${what}:`, ...shown, ...rest].join("\n  "));
}

const SHOWN = 60;

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 1);
}
