import { randomInt } from "node:crypto";

const ADJECTIVES = [
  "amber",
  "brisk",
  "calm",
  "clear",
  "deep",
  "early",
  "fair",
  "gentle",
  "high",
  "keen",
  "late",
  "lucid",
  "mild",
  "noble",
  "quiet",
  "rapid",
  "silver",
  "steady",
  "still",
  "warm",
];
const NOUNS = [
  "anchor",
  "bay",
  "beacon",
  "buoy",
  "cape",
  "channel",
  "cliff",
  "coast",
  "cove",
  "harbor",
  "island",
  "keel",
  "lagoon",
  "lantern",
  "mast",
  "pier",
  "reef",
  "sail",
  "shore",
  "tide",
];

/** `adjective-noun-0000`, for a cluster that was not given a name. */
export const generateClusterName = (
  pick: (max: number) => number = (max) => randomInt(max),
): string => {
  const word = (words: readonly string[]): string => words[pick(words.length)] ?? "";
  return `${word(ADJECTIVES)}-${word(NOUNS)}-${String(pick(10_000)).padStart(4, "0")}`;
};
