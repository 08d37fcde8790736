import {
  packagesFailed,
  packageVersionNotFound,
  purgeTakesOthers,
} from "../../../shared/errors/package-errors.ts";
import {
  type AptPlace,
  LISTS_DIRECTORY,
  releaseListPaths,
  SOURCES_DIRECTORY,
} from "../../apt/repository-files.ts";
import type { PackageReader, PackageVersion, PackageWriter } from "../packages.ts";
import type { FakeMachine } from "./fake-machine.ts";
import { enableUnit } from "./fake-units.ts";

export const createFakePackageReader = ({ packages, lists }: FakeMachine): PackageReader => ({
  installed: async (names) =>
    new Map(
      [...packages]
        .filter(([name]) => names.includes(name))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  available: async (name) => lists.get(name) ?? [],
});

export const createFakePackageWriter = (machine: FakeMachine): PackageWriter => {
  const { write } = machine;
  const setHeld = (names: readonly string[], held: boolean): void => {
    for (const name of names) {
      const known = machine.packages.get(name);
      if (known !== undefined) machine.packages.set(name, { ...known, held });
    }
  };
  return {
    updateLists: () => write("packages.updateLists", () => updateLists(machine)),
    install: async (wanted) => {
      if (wanted.length === 0) return;
      const versions = wanted.map((item) => ({
        name: item.name,
        version: chooseVersion(machine, item),
      }));
      await write(`packages.install ${wanted.map(({ name }) => name).join(" ")}`, () => {
        for (const { name, version } of versions) install(machine, name, version);
      });
    },
    download: async (wanted) => {
      const files = wanted.map((item) => `${item.name}_${chooseVersion(machine, item)}_amd64.deb`);
      await write(`packages.download ${wanted.map(({ name }) => name).join(" ")}`, () => {
        for (const file of files) machine.files.seed(`/var/cache/apt/archives/${file}`, "package");
      });
    },
    purge: async (names) => {
      const present = names.filter((name) => machine.packages.has(name));
      if (present.length === 0) return;
      requireAlone(machine, present);
      await write(`packages.purge ${present.join(" ")}`, () =>
        present.forEach((name) => purge(machine, name)),
      );
    },
    upgrade: (settings) =>
      write(`packages.upgrade ${settings}`, () => {
        const result = machine.programs.get("unattended-upgrade")?.(machine, [settings]);
        if (result?.exitCode === 0) return result.stdout;
        throw packagesFailed({ names: "upgrades", stderr: result?.stderr ?? "not found" });
      }),
    hold: (names) => write(`packages.hold ${names.join(" ")}`, () => setHeld(names, true)),
    unhold: (names) => write(`packages.unhold ${names.join(" ")}`, () => setHeld(names, false)),
  };
};

const updateLists = (machine: FakeMachine): void => {
  const hasAdded = (machine.files.names(SOURCES_DIRECTORY) ?? []).length > 0;
  for (const { name, versions, source } of machine.supply.values()) {
    if (source === "system" || hasAdded) machine.lists.set(name, versions);
    else machine.lists.delete(name);
  }
  machine.files.makeDirectory(LISTS_DIRECTORY, { mode: 0o755 });
  for (const place of addedPlaces(machine)) {
    const [path = ""] = releaseListPaths(place);
    // As apt does: what the server calls unchanged is not written again.
    if (machine.files.entry(path) === undefined)
      machine.files.write(path, "signed index", { mode: 0o644 });
  }
};

const addedPlaces = ({ files }: FakeMachine): readonly AptPlace[] =>
  (files.names(SOURCES_DIRECTORY) ?? []).map((name) => {
    const text = files.follow(`${SOURCES_DIRECTORY}/${name}`)?.text ?? "";
    const field = (label: string): string =>
      new RegExp(`^${label}: (.*)$`, "m").exec(text)?.[1] ?? "";
    return { uri: field("URIs"), suite: field("Suites") };
  });

const chooseVersion = (machine: FakeMachine, { name, version }: PackageVersion): string => {
  const available = machine.lists.get(name) ?? [];
  const chosen = version ?? available[0];
  const isThere = chosen !== undefined && machine.packages.get(name)?.version === chosen;
  if (chosen !== undefined && (isThere || available.includes(chosen))) return chosen;
  throw packageVersionNotFound({ name, version: version ?? "", available: available.join(", ") });
};

const install = (machine: FakeMachine, name: string, version: string): void => {
  const { depends = [], files = {}, enables = [] } = machine.supply.get(name) ?? {};
  for (const needed of depends) {
    if (machine.packages.has(needed)) continue;
    install(machine, needed, chooseVersion(machine, { name: needed }));
  }
  const isNew = !machine.packages.has(name);
  for (const [path, text] of Object.entries(files)) {
    const isConfiguration = path.startsWith("/etc/");
    // --force-confold: what the administrator changed stays.
    if (isConfiguration && machine.files.entry(path) !== undefined) continue;
    machine.files.seed(path, text, {
      mode: path.includes("/bin/") || path.includes("/sbin/") ? 0o755 : 0o644,
    });
  }
  if (isNew) enables.forEach((unit) => enableUnit(machine, unit));
  const known = machine.packages.get(name);
  // apt ends the hold of what it changes.
  const held = known?.version === version && known.held;
  machine.packages.set(name, { version, held, configured: true });
};

const requireAlone = (machine: FakeMachine, names: readonly string[]): void => {
  const others = [...machine.packages.keys()].filter(
    (other) =>
      !names.includes(other) &&
      machine.supply.get(other)?.depends.some((name) => names.includes(name)),
  );
  if (others.length > 0)
    throw purgeTakesOthers({ names: names.join(", "), others: others.join(", ") });
};

const purge = (machine: FakeMachine, name: string): void => {
  const { files = {}, enables = [] } = machine.supply.get(name) ?? {};
  for (const path of Object.keys(files)) machine.files.remove(path);
  for (const unit of enables) {
    machine.files.remove(`/etc/systemd/system/multi-user.target.wants/${unit}`);
    machine.units.delete(unit);
  }
  machine.packages.delete(name);
};
