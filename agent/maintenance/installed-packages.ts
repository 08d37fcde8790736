/** Versions by package name, of dpkg's status file. */
export const parseInstalled = (status: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const entry of status.split("\n\n")) {
    const [, name] = /^Package: (.+)$/m.exec(entry) ?? [];
    const [, version] = /^Version: (.+)$/m.exec(entry) ?? [];
    const isInstalled = /^Status: \S+ ok installed$/m.test(entry);
    if (isInstalled && name !== undefined && version !== undefined) found.set(name, version);
  }
  return found;
};

/** `name version`, of those that are new or have another version than before; in order of names. */
export const changedPackages = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...after]
    .filter(([name, version]) => before.get(name) !== version)
    .map(([name, version]) => `${name} ${version}`)
    .toSorted();
