/** A release of Kubernetes: `1.20.2`. Pre-releases are not for clusters and do not parse. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `1.20.2` or `v1.20.2`; anything else is `undefined`. */
export const parseVersion = (text: string): KubernetesVersion | undefined => {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map(Number);
  return { major, minor, patch };
};

/** `1.20` of `1.20.2`; also of a minor alone, which is returned as it is. */
export const minorOf = (version: string): string | undefined => MINOR.exec(version)?.[1];

/** Orders versions or minors as numbers: negative if `a` is older. Both must parse. */
export const compareMinors = (a: string, b: string): number => minorNumber(a) - minorNumber(b);

const VERSION = /^v?(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$/;
const MINOR = /^v?((?:0|[1-9]\d{0,3})\.(?:0|[1-9]\d{0,3}))(?:\.(?:0|[1-9]\d{0,3}))?$/;

const minorNumber = (version: string): number => {
  const [major = 0, minor = 0] = (minorOf(version) ?? "0.0").split(".").map(Number);
  return major * 10_000 + minor;
};
