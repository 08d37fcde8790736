import { unitFailed } from "../../../shared/errors/host-errors.ts";
import type { UnitReader, UnitState, UnitWriter } from "../units.ts";
import type { FakeMachine, FakeUnit } from "./fake-machine.ts";

const ETC = "/etc/systemd/system";
/** As systemd looks for unit files, the strongest first. */
const FOLDERS = [ETC, "/run/systemd/system", "/usr/lib/systemd/system"];
const WANTS = `${ETC}/multi-user.target.wants`;

export const createFakeUnitReader = (machine: FakeMachine): UnitReader => ({
  show: async (unit) => showUnit(machine, unit),
});

export const createFakeUnitWriter = (machine: FakeMachine): UnitWriter => {
  const { files, write } = machine;
  return {
    reloadDaemon: () => write("units.reloadDaemon", () => reloadDaemon(machine)),
    enable: (unit) =>
      write(`units.enable ${unit}`, () => {
        requireLoaded(machine, "enable", unit);
        enableUnit(machine, unit);
      }),
    disable: (unit) => write(`units.disable ${unit}`, () => files.remove(`${WANTS}/${unit}`)),
    mask: (unit) =>
      write(`units.mask ${unit}`, () => {
        if (files.entry(`${ETC}/${unit}`)?.kind === "file")
          throw failed("mask", unit, "its file is in the way");
        files.link(`${ETC}/${unit}`, "/dev/null");
      }),
    unmask: (unit) =>
      write(`units.unmask ${unit}`, () => {
        if (isMasked(machine, unit)) files.remove(`${ETC}/${unit}`);
      }),
    start: (unit) =>
      write(`units.start ${unit}`, () => {
        if (machine.units.get(unit)?.active !== "active") startUnit(machine, "start", unit);
      }),
    stop: (unit) =>
      write(`units.stop ${unit}`, () => {
        const known = machine.units.get(unit);
        if (known === undefined) requireLoaded(machine, "stop", unit);
        else known.active = "inactive";
      }),
    restart: (unit) => write(`units.restart ${unit}`, () => startUnit(machine, "restart", unit)),
    reload: (unit) =>
      write(`units.reload ${unit}`, () => {
        const known = machine.units.get(unit);
        if (known?.active === "active") known.reloadedAtMs = machine.nowMs();
        else startUnit(machine, "reload-or-restart", unit);
      }),
  };
};

/** Makes the link that `systemctl enable` makes; a unit without `[Install]` stays static. */
export const enableUnit = (machine: FakeMachine, unit: string): void => {
  const [fragment] = filesOf(machine, unit);
  if (fragment === undefined || !hasInstall(machine, fragment)) return;
  machine.files.makeDirectory(WANTS, { mode: 0o755 });
  machine.files.link(`${WANTS}/${unit}`, fragment);
};

/** Starts a unit as systemd would, for programs that do so themselves (kubeadm). */
export const startUnit = (machine: FakeMachine, action: string, unit: string): void => {
  requireLoaded(machine, action, unit);
  const known = machine.units.get(unit);
  // systemd forgets a unit that is inactive, and reads its files anew when it is started.
  const isRead = known?.active === "active";
  const log = machine.failingUnits.get(unit);
  const state: FakeUnit = {
    active: log === undefined ? "active" : "failed",
    startedAtMs: machine.nowMs(),
    loadedFiles: isRead ? known.loadedFiles : filesOf(machine, unit),
    loadedAtMs: isRead ? known.loadedAtMs : machine.nowMs(),
  };
  machine.units.set(unit, state);
  if (unit === "kubelet.service") tellKubeletVersion(machine);
  if (log !== undefined)
    throw failed(action, unit, "the control process exited with an error code", log);
};

/** A kubelet that starts says on its node which one it is. */
const tellKubeletVersion = ({ cluster, hostname, packages }: FakeMachine): void => {
  const kubeletVersion = `v${packages.get("kubelet")?.version.split("-")[0] ?? ""}`;
  cluster.patch(`/api/v1/nodes/${hostname}`, { status: { nodeInfo: { kubeletVersion } } });
};

const showUnit = (machine: FakeMachine, unit: string): UnitState => {
  const files = filesOf(machine, unit);
  const known = machine.units.get(unit);
  const { startedAtMs, reloadedAtMs } = known ?? {};
  return {
    load: loadOf(machine, unit),
    active: known?.active ?? "inactive",
    enabled: enabledOf(machine, unit),
    needsReload: known?.active === "active" && isStale(machine, known, files),
    files,
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(reloadedAtMs === undefined ? {} : { reloadedAtMs }),
  };
};

const filesOf = (machine: FakeMachine, unit: string): readonly string[] => {
  if (isMasked(machine, unit)) return [];
  const fragment = FOLDERS.map((folder) => `${folder}/${unit}`).find(
    (path) => machine.files.follow(path) !== undefined,
  );
  const dropIns = FOLDERS.flatMap((folder) => {
    const names = machine.files.names(`${folder}/${unit}.d`) ?? [];
    return names
      .filter((name) => name.endsWith(".conf"))
      .map((name) => `${folder}/${unit}.d/${name}`);
  });
  return fragment === undefined ? [] : [fragment, ...dropIns];
};

const isMasked = (machine: FakeMachine, unit: string): boolean =>
  machine.files.entry(`${ETC}/${unit}`)?.target === "/dev/null";

const loadOf = (machine: FakeMachine, unit: string): UnitState["load"] => {
  if (isMasked(machine, unit)) return "masked";
  return filesOf(machine, unit).length > 0 ? "loaded" : "not-found";
};

const enabledOf = (machine: FakeMachine, unit: string): UnitState["enabled"] => {
  if (isMasked(machine, unit)) return "masked";
  const [fragment] = filesOf(machine, unit);
  if (fragment === undefined) return "disabled";
  if (!hasInstall(machine, fragment)) return "static";
  return machine.files.entry(`${WANTS}/${unit}`) === undefined ? "disabled" : "enabled";
};

const hasInstall = (machine: FakeMachine, fragment: string): boolean =>
  machine.files.follow(fragment)?.text.includes("[Install]") ?? false;

const isStale = (machine: FakeMachine, known: FakeUnit, files: readonly string[]): boolean =>
  known.loadedFiles.join() !== files.join() ||
  files.some((path) => (machine.files.follow(path)?.changedAtMs ?? 0) > known.loadedAtMs);

const reloadDaemon = (machine: FakeMachine): void => {
  for (const [unit, known] of machine.units) {
    known.loadedFiles = filesOf(machine, unit);
    known.loadedAtMs = machine.nowMs();
  }
};

const requireLoaded = (machine: FakeMachine, action: string, unit: string): void => {
  const load = loadOf(machine, unit);
  if (load !== "loaded")
    throw failed(action, unit, load === "masked" ? "the unit is masked" : "no such unit");
};

const failed = (action: string, unit: string, reason: string, log = ""): Error =>
  unitFailed({ unit, action, reason, log });
