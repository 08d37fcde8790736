import { type StepPorts, writeSlot } from "./node-writes.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { parseSlots, SLOT_COLLECTION } from "./slots.ts";

export interface HoldPorts extends StepPorts {
  /** Calls once, later; what it gives calls it off. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/** A lease is renewed this often while its holder is up. */
export const RENEW_EVERY_MS = 20_000;

/**
 * Renews the host's turn for as long as the work goes on, which may be an hour: others would take it
 * after two minutes. What cannot be renewed is tried again; nothing is renewed once this has ended.
 */
export const whileHeld = async <Result>(
  ports: HoldPorts,
  holder: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  let isOver = false;
  let cancel = (): void => undefined;
  let renewal: Promise<void> = Promise.resolve();
  const renew = (): void => {
    renewal = renewSlot(ports, holder)
      .catch(() => undefined)
      .then(() => {
        if (!isOver) cancel = ports.after(RENEW_EVERY_MS, renew);
      });
  };
  renew();
  try {
    return await work();
  } finally {
    isOver = true;
    cancel();
    await renewal;
  }
};

const renewSlot = async (ports: HoldPorts, holder: string): Promise<void> => {
  const list = await ports.api({ method: "GET", path: SLOT_COLLECTION, asTurnTaker: true });
  const own = parseSlots(requireObject(list, "turns of hosts")).find(
    (one) => one.holder === holder,
  );
  if (own !== undefined) await writeSlot(ports, holder, { slot: own.slot, from: own });
};
