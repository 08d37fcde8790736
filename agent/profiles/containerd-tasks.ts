import { dirname } from "node:path";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import {
  HOSTS_FIRST_LINE,
  type RegistryFiles,
  toRegistryFiles,
} from "../containerd/registry-files.ts";
import {
  CONTAINERD_CONFIG_PATH,
  REGISTRIES_DIRECTORY,
  renderContainerdConfig,
} from "../containerd/render-config.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { CNI_CONFIG_DIRECTORY, CONFLIST_PATH } from "../network/render-conflist.ts";
import { dropInDirectory, runtimeDropIn, runtimeDropInPath } from "../runtime/render-drop-in.ts";
import { CONTAINERD_UNIT } from "../runtime/runtime-place.ts";
import { directory } from "../tasks/directory.ts";
import { ENVIRONMENT_PATH } from "../tasks/environment.ts";
import { file } from "../tasks/file.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { type SecretFileSpec, secretFile } from "../tasks/secret-file.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";
import { passwordTrial } from "./password-trial.ts";

/** containerd with its configuration, its registries and the host's proxy. */
export const containerdTasks = (spec: NodeSpec): readonly BoundTask[] => {
  const registries = toRegistryFiles(spec.runtime);
  return [
    // containerd watches it, and makes it when it starts if nobody else has: 0700 and unplanned.
    bindTask(directory, { ensure: "present", path: CNI_CONFIG_DIRECTORY }),
    bindTask(directory, { ensure: "present", path: dirname(CONTAINERD_CONFIG_PATH) }),
    textFile({ path: CONTAINERD_CONFIG_PATH, ...renderContainerdConfig(spec.runtime) }),
    bindTask(directory, { ensure: "present", path: REGISTRIES_DIRECTORY }),
    ...registries.flatMap(registryTasks),
    bindTask(leftovers, registryLeftovers(registries.map(({ registry }) => registry))),
    bindTask(directory, { ensure: "present", path: DROP_IN_DIRECTORY }),
    bindTask(unitFile, runtimeDropIn(CONTAINERD_UNIT, "present")),
    bindTask(unit, {
      ensure: "running",
      unit: CONTAINERD_UNIT,
      restartOn: [
        { ref: `file:${CONTAINERD_CONFIG_PATH}`, path: CONTAINERD_CONFIG_PATH },
        { ref: `file:${DROP_IN_PATH}`, path: DROP_IN_PATH },
        { ref: `file:${ENVIRONMENT_PATH}`, path: ENVIRONMENT_PATH },
        { ref: `package:${spec.packages.runtimePackage}`, path: "/usr/bin/containerd" },
      ],
      needs: [`file:${CNI_CONFIG_DIRECTORY}`],
      restartDisruption: {
        level: "restart",
        reason: "containerd restarts; containers go on, none can be started for some seconds",
      },
    }),
    ...passwordTrial(
      spec,
      CONTAINERD_UNIT,
      registries.map((registry) => `file:${registry.directory}/hosts.toml` as const),
    ),
  ];
};

/**
 * Stops containerd only if it came with us, and then takes its data and folders along, which its
 * package leaves behind; our configuration of it goes in any case.
 */
export const absentContainerdTasks = (
  spec: NodeSpec,
  needs: readonly Ref[],
): readonly BoundTask[] => {
  const isOurs = spec.packages.installedByPharos.includes(spec.packages.runtimePackage);
  const stop = bindTask(unit, {
    ensure: "stopped",
    unit: CONTAINERD_UNIT,
    needs,
    stopDisruption: { level: "outage", reason: "containerd and all its containers stop" },
  });
  const afterStop: readonly Ref[] = [...needs, `unit:${CONTAINERD_UNIT}`];
  return [
    ...(isOurs ? [stop] : []),
    bindTask(unitFile, { ...runtimeDropIn(CONTAINERD_UNIT, "absent"), needs: afterStop }),
    bindTask(file, { ensure: "absent", path: CONTAINERD_CONFIG_PATH, needs: afterStop }),
    bindTask(leftovers, { ...registryLeftovers([]), needs: afterStop }),
    ...(isOurs ? CONTAINERD_FOLDERS.map((path) => absentFolder(path, afterStop)) : []),
  ];
};

/** What containerd and its configuration make; images and snapshots are in the first. */
export const CONTAINERD_FOLDERS: readonly string[] = [
  "/var/lib/containerd",
  "/opt/containerd",
  dirname(CONTAINERD_CONFIG_PATH),
  dirname(CNI_CONFIG_DIRECTORY),
];

const absentFolder = (path: string, afterStop: readonly Ref[]): BoundTask =>
  bindTask(directory, {
    ensure: "absent",
    path,
    needs: [
      ...afterStop,
      `file:${CONTAINERD_CONFIG_PATH}`,
      `file:${REGISTRIES_DIRECTORY}/*`,
      `file:${CONFLIST_PATH}`,
    ],
  });

const DROP_IN_DIRECTORY = dropInDirectory(CONTAINERD_UNIT);
const DROP_IN_PATH = runtimeDropInPath(CONTAINERD_UNIT);

const registryTasks = (registry: RegistryFiles): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: registry.directory }),
  ...Object.entries(registry.certificates).map(([path, text]) =>
    bindTask(file, { ensure: "present", path, text }),
  ),
  textFile({
    path: `${registry.directory}/hosts.toml`,
    ...registry.hostsToml,
    needs: Object.keys(registry.certificates).map((path) => `file:${path}` as const),
  }),
];

/** With a secret in it, a file is for root alone. */
const textFile = ({ path, text, secrets, needs = [] }: SecretFileSpec): BoundTask =>
  secrets.length === 0
    ? bindTask(file, { ensure: "present", path, text, needs })
    : bindTask(secretFile, { path, text, secrets, needs });

const registryLeftovers = (keep: readonly string[]) => ({
  directory: REGISTRIES_DIRECTORY,
  keep,
  ours: { kind: "first-line", line: HOSTS_FIRST_LINE, file: "hosts.toml" } as const,
});
