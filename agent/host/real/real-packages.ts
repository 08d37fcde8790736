import type { InstalledPackage, PackageReader } from "../packages.ts";
import { gatherCalls } from "./gather-calls.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 30_000;
/** dpkg-query: some of the names are unknown, the others were printed. */
const SOME_UNKNOWN = 1;

export const createPackageReader = (spawnProgram: SpawnProgram): PackageReader => {
  const stateOf = gatherCalls((names: readonly string[]) => queryInstalled(spawnProgram, names));
  const versionsOf = gatherCalls((names: readonly string[]) => queryVersions(spawnProgram, names));
  return {
    installed: async (names) => {
      const found = await Promise.all(
        names.map(async (name) => [name, await stateOf(name)] as const),
      );
      return new Map(
        found.flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const])),
      );
    },
    available: async (name) => (await versionsOf(name)) ?? [],
  };
};

const queryInstalled = async (
  spawnProgram: SpawnProgram,
  names: readonly string[],
): Promise<ReadonlyMap<string, InstalledPackage>> => {
  const format = "--showformat=${Package} ${Version} ${db:Status-Want} ${db:Status-Status}\\n";
  const argv = ["dpkg-query", "--show", format, "--", ...names];
  const result = await spawnProgram({ argv, limitMs: LIMIT_MS });
  const { stdout } =
    result.exitCode === SOME_UNKNOWN ? result : requireSuccess("dpkg-query", result);
  return parseInstalled(stdout);
};

/** Lines `name version want status`; what is only known (`not-installed`, `config-files`) is left out. */
const parseInstalled = (text: string): ReadonlyMap<string, InstalledPackage> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const [name, version, want, status] = line.split(" ");
      if (name === undefined || version === undefined || version === "") return [];
      if (status === "not-installed" || status === "config-files") return [];
      return [
        [name, { version, held: want === "hold", configured: status === "installed" }] as const,
      ];
    }),
  );

const queryVersions = async (
  spawnProgram: SpawnProgram,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const argv = ["apt-cache", "madison", "--", ...names];
  // Exit code 100 is a sources file that apt cannot read: then it knows no versions, and update says why.
  const { stdout } = await spawnProgram({ argv, limitMs: LIMIT_MS });
  return parseMadison(stdout);
};

/** `name | version | source`, newest first as apt prints it; one version can come from several sources. */
const parseMadison = (text: string): ReadonlyMap<string, readonly string[]> => {
  const versions = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    const [name = "", version, source] = line.split("|").map((part) => part.trim());
    if (version === undefined || source === undefined || source.endsWith("Sources")) continue;
    const known = versions.get(name) ?? [];
    if (!known.includes(version)) versions.set(name, [...known, version]);
  }
  return versions;
};
