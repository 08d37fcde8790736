/** The upstream part of a Debian version: `1.20.2` of `1:1.20.2-1.1`. */
export const toUpstreamVersion = (version: string): string => {
  const withoutEpoch = version.slice(version.indexOf(":") + 1);
  const revision = withoutEpoch.lastIndexOf("-");
  return revision < 0 ? withoutEpoch : withoutEpoch.slice(0, revision);
};
