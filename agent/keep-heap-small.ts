import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface HeapPorts {
  readonly heapBytes: () => number;
  /** Collects garbage and gives pages back. */
  readonly collect: () => void;
  /** Calls for ever. */
  readonly every: (ms: number, look: () => void) => void;
}

const LOOK_MS = 4_000;
/** Less than what a plan leaves. */
const GROWTH_BYTES = 4 * 1024 * 1024;

/**
 * Gives back what work has left behind once it is over. V8 collects when a heap grows, and one at rest
 * does not grow: 6 of 76 MB stayed after a plan for as long as nobody came again. A collection takes some
 * 50 ms, so it is for a heap that was larger than at rest in two looks, one after the other.
 */
export const keepHeapSmall = ({ heapBytes, collect, every }: HeapPorts): void => {
  let restedBytes = 0;
  let wasLarge = false;
  every(LOOK_MS, () => {
    const isLarge = heapBytes() - restedBytes >= GROWTH_BYTES;
    if (isLarge && wasLarge) {
      collect();
      restedBytes = heapBytes();
    }
    wasLarge = isLarge && !wasLarge;
  });
};

export const processHeap: HeapPorts = {
  heapBytes: () => getHeapStatistics().total_physical_size,
  collect: () => {
    // Only a new context has `gc`, and only while this flag stands.
    setFlagsFromString("--expose-gc");
    runInNewContext('gc({ type: "major", flavor: "last-resort" })');
    setFlagsFromString("--no-expose-gc");
  },
  every: (ms, look) => void setInterval(look, ms).unref(),
};
