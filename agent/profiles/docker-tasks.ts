import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import {
  DAEMON_CONFIG_PATH,
  DOCKER_CERTIFICATES_DIRECTORY,
  DOCKER_DIRECTORY,
  renderDaemonConfig,
} from "../docker/render-daemon-config.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { CNI_CONFIG_DIRECTORY, CONFLIST_PATH } from "../network/render-conflist.ts";
import { dropInDirectory, runtimeDropIn, runtimeDropInPath } from "../runtime/render-drop-in.ts";
import { CONTAINERD_UNIT, DOCKER_UNIT } from "../runtime/runtime-place.ts";
import { directory } from "../tasks/directory.ts";
import { ENVIRONMENT_PATH } from "../tasks/environment.ts";
import { file } from "../tasks/file.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";
import { certificateLeftovers, certificateTasks } from "./certificate-tasks.ts";
import { CONTAINERD_FOLDERS } from "./containerd-tasks.ts";
import { absentCriDockerdTasks, CRI_DOCKERD_GONE, criDockerdTasks } from "./cri-dockerd-tasks.ts";

const DOCKER_SOCKET_UNIT = "docker.socket";

/** Docker with its configuration and the host's proxy, and containerd below it as its package has it. */
export const dockerTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: CNI_CONFIG_DIRECTORY }),
  bindTask(directory, { ensure: "present", path: DOCKER_DIRECTORY }),
  bindTask(file, {
    ensure: "present",
    path: DAEMON_CONFIG_PATH,
    text: renderDaemonConfig(spec.runtime),
  }),
  ...certificateTasks(spec.runtime, DOCKER_CERTIFICATES_DIRECTORY),
  bindTask(directory, { ensure: "present", path: DROP_IN_DIRECTORY }),
  bindTask(unitFile, runtimeDropIn(DOCKER_UNIT, "present")),
  bindTask(unit, {
    ensure: "running",
    unit: CONTAINERD_UNIT,
    needs: [`package:${spec.packages.runtimePackage}`],
  }),
  bindTask(unit, {
    ensure: "running",
    unit: DOCKER_UNIT,
    restartOn: [
      { ref: `file:${DAEMON_CONFIG_PATH}`, path: DAEMON_CONFIG_PATH },
      { ref: `file:${DROP_IN_PATH}`, path: DROP_IN_PATH },
      { ref: `file:${ENVIRONMENT_PATH}`, path: ENVIRONMENT_PATH },
      { ref: `package:${spec.packages.runtimePackage}`, path: programOf(spec) },
    ],
    needs: [`file:${CNI_CONFIG_DIRECTORY}`, `unit:${CONTAINERD_UNIT}`],
    restartDisruption: {
      level: "restart",
      reason: "Docker restarts; containers go on, none can be started for some seconds",
    },
  }),
  ...criDockerdTasks(spec.runtime),
];

/**
 * Stops Docker only if it came with us, with the socket that would start it again and the containerd
 * below it, and then takes its data along; our configuration of it goes in any case.
 */
export const absentDockerTasks = (spec: NodeSpec, needs: readonly Ref[]): readonly BoundTask[] => {
  const { installedByPharos, runtimePackage } = spec.packages;
  const isOurs = installedByPharos.includes(runtimePackage);
  const isContainerdOurs = ["containerd", "containerd.io"].some((name) =>
    installedByPharos.includes(name),
  );
  const stop = (name: string, after: readonly Ref[]): BoundTask =>
    bindTask(unit, {
      ensure: "stopped",
      unit: name,
      needs: [...needs, ...after],
      stopDisruption: { level: "outage", reason: "Docker and all its containers stop" },
    });
  const stopped = [
    stop(DOCKER_SOCKET_UNIT, CRI_DOCKERD_GONE),
    stop(DOCKER_UNIT, [`unit:${DOCKER_SOCKET_UNIT}`]),
  ];
  const afterStop: readonly Ref[] = [
    ...needs,
    `unit:${DOCKER_UNIT}`,
    ...(isContainerdOurs ? [`unit:${CONTAINERD_UNIT}` as const] : []),
  ];
  return [
    ...absentCriDockerdTasks(needs),
    ...(isOurs ? stopped : []),
    ...(isContainerdOurs ? [stop(CONTAINERD_UNIT, [`unit:${DOCKER_UNIT}`])] : []),
    bindTask(unitFile, { ...runtimeDropIn(DOCKER_UNIT, "absent"), needs: afterStop }),
    bindTask(file, { ensure: "absent", path: DAEMON_CONFIG_PATH, needs: afterStop }),
    certificateLeftovers(DOCKER_CERTIFICATES_DIRECTORY, { needs: afterStop }),
    ...[...(isOurs ? DOCKER_FOLDERS : []), ...(isContainerdOurs ? CONTAINERD_FOLDERS : [])].map(
      (path) =>
        bindTask(directory, {
          ensure: "absent",
          path,
          needs: [
            ...afterStop,
            `file:${DAEMON_CONFIG_PATH}`,
            `file:${DOCKER_CERTIFICATES_DIRECTORY}/*`,
            `file:${CONFLIST_PATH}`,
          ],
        }),
    ),
  ];
};

/** Images and containers are in the first, what a kubelet knows of them in the second. */
const DOCKER_FOLDERS: readonly string[] = [
  "/var/lib/docker",
  "/var/lib/dockershim",
  DOCKER_DIRECTORY,
];

/** All that is gone before the packages are. */
export const DOCKER_GONE: readonly Ref[] = [
  `unit:${DOCKER_SOCKET_UNIT}`,
  `unit:${DOCKER_UNIT}`,
  `file:${DAEMON_CONFIG_PATH}`,
  ...DOCKER_FOLDERS.map((path) => `file:${path}` as const),
];

const DROP_IN_DIRECTORY = dropInDirectory(DOCKER_UNIT);
const DROP_IN_PATH = runtimeDropInPath(DOCKER_UNIT);

/** Debian's package and Docker's own have the daemon at different places. */
const programOf = ({ packages }: NodeSpec): string =>
  packages.runtimePackage === "docker.io" ? "/usr/sbin/dockerd" : "/usr/bin/dockerd";
