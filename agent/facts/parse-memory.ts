import type { HostFacts } from "../../shared/spec/facts.ts";

const KIB = 1024;

/** Reads /proc/meminfo; before Linux 3.14 there is no MemAvailable, then MemFree stands for it. */
export const parseMemory = (text: string): HostFacts["memory"] => {
  const bytesOf = (name: string): number | undefined => {
    const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text) ?? [];
    return kib === undefined ? undefined : Number(kib) * KIB;
  };
  return {
    totalBytes: bytesOf("MemTotal") ?? 0,
    availableBytes: bytesOf("MemAvailable") ?? bytesOf("MemFree") ?? 0,
  };
};
