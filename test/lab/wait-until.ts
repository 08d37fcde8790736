import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "./lab-error.ts";

/** Asks `probe` again every `everyMs` (default 100) until it says yes; fails after `timeoutMs` and names `what` was waited for. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  probe: () => Promise<boolean>,
  everyMs = 100,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await probe())) {
    if (performance.now() > end) throw new LabError(`waited ${timeoutMs} ms for ${what}`);
    await delay(everyMs);
  }
}
