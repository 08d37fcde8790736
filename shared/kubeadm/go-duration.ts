const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** Nanoseconds of a duration as Go writes it, `1h30m`; `undefined`: it is none. */
export const parseGoDuration = (text: string): number | undefined => {
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  return parts.reduce(
    (sum, [, count = "0", unit = ""]) => sum + Number(count) * (NANOSECONDS[unit] ?? 0),
    0,
  );
};
