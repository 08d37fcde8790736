import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

/**
 * An agent is small and idle: V8 is told so, else its heap grows to twice the size after load.
 * (`--jitless` would take `fetch` away with WebAssembly.) To be called when all that serves is
 * loaded: Node's own modules and what the compile cache keeps are compiled code for V8's usual
 * flags, with any others both are thrown away and a start takes half as long again. So the cache is
 * written before, too. The size of the young generation alone is for the command line.
 */
export const applyV8Flags = (): void => {
  flushCompileCache();
  for (const flag of ["--optimize-for-size", "--no-opt", "--no-maglev"]) setFlagsFromString(flag);
};
