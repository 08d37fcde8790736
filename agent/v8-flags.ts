import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

const FLAGS = [
  // A heap that stays small instead of growing to twice its size after load.
  "--optimize-for-size",
  // An idle program has nothing to gain from compiled code. (`--jitless` would take `fetch` away with
  // WebAssembly.)
  "--no-opt",
  "--no-maglev",
  // What was not called for some collections is kept as source alone: most of it runs once. Sooner, or
  // without the baseline compiler, a megabyte more is free, and a no-op apply takes a fifth longer.
  "--flush-baseline-code",
] as const;

/**
 * An agent is small and idle: V8 is told so. To be called when all that serves is loaded: Node's own
 * modules and what the compile cache keeps are compiled code for V8's usual flags, with any others both
 * are thrown away and a start takes half as long again. So the cache is written before, too. The size
 * of the young generation alone is for the command line.
 */
export const applyV8Flags = (): void => {
  flushCompileCache();
  for (const flag of FLAGS) setFlagsFromString(flag);
};
