import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import type { BoundTask } from "../engine/task.ts";
import { CONTAINERD_CONFIG_PATH } from "../containerd/render-config.ts";
import { CRIO_CONFIG_PATH } from "../crio/render-crio-config.ts";
import { CRIO_REGISTRIES_PATH } from "../crio/render-registries.ts";
import { DAEMON_CONFIG_PATH } from "../docker/render-daemon-config.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";
import { CONTAINERD_UNIT } from "../runtime/runtime-place.ts";
import { absentContainerdTasks, CONTAINERD_FOLDERS, containerdTasks } from "./containerd-tasks.ts";
import { absentCrioTasks, CRIO_GONE, crioTasks } from "./crio-tasks.ts";
import { absentDockerTasks, DOCKER_GONE, dockerTasks } from "./docker-tasks.ts";

/** What runs containers on the host, as its spec has it. */
export const runtimeTasks = (spec: NodeSpec): readonly BoundTask[] => {
  if (spec.runtime.unmanaged === true) return [];
  switch (spec.runtime.kind) {
    case "containerd":
      return containerdTasks(spec);
    case "cri-o":
      return crioTasks(spec);
    case "docker":
      return dockerTasks(spec);
  }
};

/** The same, gone, after all that uses it (`needs`). */
export const absentRuntimeTasks = (spec: NodeSpec, needs: readonly Ref[]): readonly BoundTask[] => {
  if (spec.runtime.unmanaged === true) return [];
  switch (spec.runtime.kind) {
    case "containerd":
      return absentContainerdTasks(spec, needs);
    case "cri-o":
      return absentCrioTasks(spec, needs);
    case "docker":
      return absentDockerTasks(spec, needs);
  }
};

/** dpkg keeps a configuration file that is there before its package is, so these come first. */
export const RUNTIME_BEFORE_PACKAGES: readonly Ref[] = [
  `file:${CONTAINERD_CONFIG_PATH}`,
  `file:${CRIO_CONFIG_PATH}`,
  `file:${CRIO_REGISTRIES_PATH}`,
  `file:${DAEMON_CONFIG_PATH}`,
  `file:${CNI_CONFIG_DIRECTORY}`,
];

/** Gone before packages are: once those are forgotten, nobody would know that the rest is ours. */
export const RUNTIME_GONE: readonly Ref[] = [
  `unit:${CONTAINERD_UNIT}`,
  `file:${CONTAINERD_CONFIG_PATH}`,
  ...CONTAINERD_FOLDERS.map((path) => `file:${path}` as const),
  ...CRIO_GONE,
  ...DOCKER_GONE,
];
