/** One package index that apt knows, as `apt-get indextargets` describes it. */
export interface IndexTarget {
  readonly origin: string;
  readonly repositoryUri: string;
  readonly release: string;
  readonly component: string;
}

/** What `apt-get indextargets --format` is given, so that `parseIndexTargets` can read the answer. */
export const indexTargetFormat = "$(ORIGIN)\t$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)";

/** Installed by the package debian-archive-keyring, which every Debian has. */
const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Reads the answer of `apt-get indextargets`; lines of another form are left out. */
export const parseIndexTargets = (output: string): readonly IndexTarget[] =>
  output.split("\n").flatMap((line) => {
    const [origin, repositoryUri, release, component] = line.split("\t");
    if (origin === undefined || repositoryUri === undefined) return [];
    if (release === undefined || component === undefined) return [];
    return [{ origin, repositoryUri, release, component }];
  });

/**
 * The machine's own Debian mirrors as a sources.list, for binaries and for sources. Repositories of
 * others are left out: many have no source packages, and nothing of theirs belongs into the supply.
 */
export const renderDebianSources = (targets: readonly IndexTarget[]): string => {
  const lines = targets
    .filter((target) => target.origin === "Debian")
    .flatMap(({ repositoryUri, release, component }) => {
      const rest = `[signed-by=${debianKeyring}] ${repositoryUri} ${release} ${component}`;
      return [`deb ${rest}`, `deb-src ${rest}`];
    });
  return [...new Set(lines)].map((line) => `${line}\n`).join("");
};
