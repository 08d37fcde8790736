import { basename } from "node:path";
import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { renderCriDockerdUnit } from "../docker/render-cri-dockerd-unit.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { CRI_DOCKERD_UNIT, DOCKER_UNIT } from "../runtime/runtime-place.ts";
import { directory } from "../tasks/directory.ts";
import { fetchedProgram, roomOf } from "../tasks/fetched-program.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";

/** What stands between Docker and the kubelet, where the spec has it: its program and its unit. */
export const criDockerdTasks = (runtime: RuntimeSpec): readonly BoundTask[] => {
  const { criDockerd } = runtime;
  if (criDockerd === undefined) return [];
  const { version, url, sha256 } = criDockerd;
  const name = `cri-dockerd-${version}-${sha256.slice(0, 12)}`;
  const path = `${FOLDER}/${name}`;
  return [
    bindTask(directory, { ensure: "present", path: FOLDER, mode: 0o755 }),
    bindTask(fetchedProgram, {
      label: `cri-dockerd ${version}`,
      url,
      sha256,
      member: "cri-dockerd/cri-dockerd",
      path,
    }),
    bindTask(unitFile, {
      ...UNIT_FILE,
      ensure: "present",
      text: renderCriDockerdUnit(path, runtime),
      needs: [`file:${path}`],
    }),
    bindTask(unit, {
      ensure: "running",
      unit: CRI_DOCKERD_UNIT,
      restartOn: [{ ref: `file:${UNIT_PATH}`, path: UNIT_PATH }],
      needs: [`unit:${DOCKER_UNIT}`],
      restartDisruption: {
        level: "restart",
        reason: "cri-dockerd restarts; containers go on, none can be started for some seconds",
      },
    }),
    bindTask(leftovers, {
      directory: FOLDER,
      keep: [name, basename(roomOf(path))],
      ours: { kind: "prefix", prefix: "" },
      needs: [`unit:${CRI_DOCKERD_UNIT}`],
    }),
  ];
};

/** All of it, gone, whether it was ever there or not. */
export const absentCriDockerdTasks = (needs: readonly Ref[]): readonly BoundTask[] => {
  const afterStop: readonly Ref[] = [...needs, `unit:${CRI_DOCKERD_UNIT}`];
  return [
    bindTask(unit, {
      ensure: "stopped",
      unit: CRI_DOCKERD_UNIT,
      needs,
      stopDisruption: { level: "outage", reason: "no container can be started any more" },
    }),
    bindTask(unitFile, { ...UNIT_FILE, ensure: "absent", text: "", needs: afterStop }),
    bindTask(directory, { ensure: "absent", path: FOLDER, needs: afterStop }),
  ];
};

/** Gone before Docker is. */
export const CRI_DOCKERD_GONE: readonly Ref[] = [`unit:${CRI_DOCKERD_UNIT}`];

const FOLDER = "/opt/pharos/cri-dockerd";
const UNIT_PATH = `/etc/systemd/system/${CRI_DOCKERD_UNIT}`;
const UNIT_FILE = { unit: CRI_DOCKERD_UNIT, path: UNIT_PATH } as const;
