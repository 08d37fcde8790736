/** The upstream part of a Debian version: `1.20.2` of `1:1.20.2-1.1`. */
export const toUpstreamVersion = (version: string): string => {
  const withoutEpoch = version.slice(version.indexOf(":") + 1);
  const revision = withoutEpoch.lastIndexOf("-");
  return revision < 0 ? withoutEpoch : withoutEpoch.slice(0, revision);
};

/** Whether upstream version `a` comes after `b`, by the numbers in them: `1.20.10` after `1.20.9`. */
export const isNewerVersion = (a: string, b: string): boolean => {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const at = left.findIndex((number, index) => number !== (right[index] ?? 0));
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
};

const numbersOf = (version: string): readonly number[] => (version.match(/\d+/g) ?? []).map(Number);
