import { setFlagsFromString } from "node:v8";

/**
 * An agent is small and idle: V8 is told so before anything else is loaded. Without these the heap
 * grows to twice the size after load. (`--jitless` would take `fetch` away with WebAssembly.)
 */
for (const flag of ["--optimize-for-size", "--max-semi-space-size=1", "--no-opt", "--no-maglev"]) {
  setFlagsFromString(flag);
}
