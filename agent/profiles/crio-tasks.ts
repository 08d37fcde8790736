import { dirname } from "node:path";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { renderAuthFile } from "../crio/render-auth-file.ts";
import {
  CRIO_AUTH_PATH,
  CRIO_CONFIG_PATH,
  CRIO_DIRECTORY,
  CRIO_STATE_DIRECTORY,
  renderCrioConfig,
} from "../crio/render-crio-config.ts";
import { CRIO_REGISTRIES_PATH, renderRegistries } from "../crio/render-registries.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { CNI_CONFIG_DIRECTORY, CONFLIST_PATH } from "../network/render-conflist.ts";
import { dropInDirectory, runtimeDropIn, runtimeDropInPath } from "../runtime/render-drop-in.ts";
import { CRIO_UNIT } from "../runtime/runtime-place.ts";
import { directory } from "../tasks/directory.ts";
import { ENVIRONMENT_PATH } from "../tasks/environment.ts";
import { file } from "../tasks/file.ts";
import { PACKAGED_BRIDGE, packagedBridge } from "../tasks/packaged-bridge.ts";
import { secretFile } from "../tasks/secret-file.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";
import { certificateLeftovers, certificateTasks } from "./certificate-tasks.ts";
import { passwordTrial } from "./password-trial.ts";

/** cri-o with its configuration, its registries and the host's proxy. */
export const crioTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: CNI_CONFIG_DIRECTORY }),
  ...[CRIO_DIRECTORY, dirname(CRIO_CONFIG_PATH), CONTAINERS_DIRECTORY, REGISTRIES_DIRECTORY].map(
    (path) => bindTask(directory, { ensure: "present", path }),
  ),
  bindTask(file, {
    ensure: "present",
    path: CRIO_CONFIG_PATH,
    text: renderCrioConfig(spec.runtime),
    needs: [`file:${CRIO_AUTH_PATH}`],
  }),
  bindTask(file, {
    ensure: "present",
    path: CRIO_REGISTRIES_PATH,
    text: renderRegistries(spec.runtime),
  }),
  authFile(spec),
  ...certificateTasks(spec.runtime, CERTIFICATES_DIRECTORY),
  bindTask(packagedBridge, { package: `package:${spec.packages.runtimePackage}` }),
  bindTask(directory, { ensure: "present", path: DROP_IN_DIRECTORY }),
  bindTask(unitFile, runtimeDropIn(CRIO_UNIT, "present")),
  bindTask(unit, {
    ensure: "running",
    unit: CRIO_UNIT,
    restartOn: [
      { ref: `file:${CRIO_CONFIG_PATH}`, path: CRIO_CONFIG_PATH },
      { ref: `file:${DROP_IN_PATH}`, path: DROP_IN_PATH },
      { ref: `file:${ENVIRONMENT_PATH}`, path: ENVIRONMENT_PATH },
      { ref: `package:${spec.packages.runtimePackage}`, path: "/usr/bin/crio" },
    ],
    reloadOn: [{ ref: `file:${CRIO_REGISTRIES_PATH}`, path: CRIO_REGISTRIES_PATH }],
    needs: [`file:${CNI_CONFIG_DIRECTORY}`, PACKAGED_BRIDGE],
    restartDisruption: {
      level: "restart",
      reason: "cri-o restarts; containers go on, none can be started for some seconds",
    },
  }),
  ...passwordTrial(spec, CRIO_UNIT, [`file:${CRIO_AUTH_PATH}`]),
];

/**
 * Stops cri-o only if it came with us, and then takes its data and folders along; our configuration of it
 * goes in any case, and what it shares with podman and its like stays.
 */
export const absentCrioTasks = (spec: NodeSpec, needs: readonly Ref[]): readonly BoundTask[] => {
  const isOurs = spec.packages.installedByPharos.includes(spec.packages.runtimePackage);
  const stop = bindTask(unit, {
    ensure: "stopped",
    unit: CRIO_UNIT,
    needs,
    stopDisruption: { level: "outage", reason: "cri-o and all its containers stop" },
  });
  const afterStop: readonly Ref[] = [...needs, `unit:${CRIO_UNIT}`];
  return [
    ...(isOurs ? [stop] : []),
    bindTask(unitFile, { ...runtimeDropIn(CRIO_UNIT, "absent"), needs: afterStop }),
    ...OUR_FILES.map((path) => bindTask(file, { ensure: "absent", path, needs: afterStop })),
    certificateLeftovers(CERTIFICATES_DIRECTORY, { needs: afterStop }),
    ...(isOurs ? CRIO_FOLDERS : []).map((path) =>
      bindTask(directory, {
        ensure: "absent",
        path,
        needs: [
          ...afterStop,
          ...OUR_FILES.map((ours) => `file:${ours}` as const),
          `file:${CONFLIST_PATH}`,
        ],
      }),
    ),
  ];
};

const CONTAINERS_DIRECTORY = "/etc/containers";
const REGISTRIES_DIRECTORY = dirname(CRIO_REGISTRIES_PATH);
const CERTIFICATES_DIRECTORY = `${CONTAINERS_DIRECTORY}/certs.d`;

const OUR_FILES: readonly string[] = [CRIO_CONFIG_PATH, CRIO_REGISTRIES_PATH, CRIO_AUTH_PATH];

const CRIO_FOLDERS: readonly string[] = [
  CRIO_STATE_DIRECTORY,
  CRIO_DIRECTORY,
  dirname(CNI_CONFIG_DIRECTORY),
];

/** All that is gone before the packages are. */
export const CRIO_GONE: readonly Ref[] = [
  `unit:${CRIO_UNIT}`,
  ...[...OUR_FILES, ...CRIO_FOLDERS].map((path) => `file:${path}` as const),
];

const DROP_IN_DIRECTORY = dropInDirectory(CRIO_UNIT);
const DROP_IN_PATH = runtimeDropInPath(CRIO_UNIT);

const authFile = ({ runtime }: NodeSpec): BoundTask => {
  const auth = renderAuthFile(runtime);
  return auth === undefined
    ? bindTask(file, { ensure: "absent", path: CRIO_AUTH_PATH })
    : bindTask(secretFile, { path: CRIO_AUTH_PATH, ...auth });
};
