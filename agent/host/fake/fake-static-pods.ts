import { parse, stringify } from "yaml";
import { listAt } from "../../../shared/spec/json-path.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import type { FakeMachine } from "./fake-machine.ts";
import { isObject } from "./merge-objects.ts";

/** Process numbers by component: as if each had been there from the start. */
const PIDS: Readonly<Record<string, string>> = {
  "kube-apiserver": "1001",
  "kube-controller-manager": "1002",
  "kube-scheduler": "1003",
};

const FIELDS: Readonly<Record<string, string>> = {
  "kube-apiserver": "apiServer",
  "kube-controller-manager": "controllerManager",
  "kube-scheduler": "scheduler",
};

/**
 * Writes a component's manifest as kubeadm's configuration has it, and lets the kubelet run it at once,
 * unless its flags are among those that the machine cannot start with.
 */
export const runFakeComponent = (
  machine: FakeMachine,
  component: string,
  configuration: KubernetesObject,
): void => {
  const settings = configuration[FIELDS[component] ?? ""];
  const { extraArgs, extraVolumes } = isObject(settings) ? settings : {};
  const command = [component, ...toExtraFlags(extraArgs)];
  const volumes = Array.isArray(extraVolumes)
    ? extraVolumes.map((volume: unknown) =>
        isObject(volume) ? { name: volume["name"], hostPath: { path: volume["hostPath"] } } : {},
      )
    : [];
  const image = `k8s.gcr.io/${component}:${String(configuration["kubernetesVersion"])}`;
  const pod = { kind: "Pod", spec: { containers: [{ command, image }], volumes } };
  machine.files.seed(`/etc/kubernetes/manifests/${component}.yaml`, stringify(pod), {
    mode: 0o600,
  });
  startFakeComponent(machine, component);
};

/** What the kubelet does with a manifest. */
export const startFakeComponent = (machine: FakeMachine, component: string): void => {
  const text = machine.files.follow(`/etc/kubernetes/manifests/${component}.yaml`)?.text ?? "";
  const words = listAt(parse(text), "spec", "containers", 0, "command").map(String);
  const broken = machine.brokenFlags.some((flag) => words.some((word) => word.startsWith(flag)));
  const process = `/proc/${PIDS[component] ?? ""}`;
  if (broken) machine.files.remove(`${process}/cmdline`);
  else machine.files.seed(`${process}/cmdline`, `${words.join("\0")}\0`);
};

export const stopFakeComponents = ({ files }: FakeMachine): void => {
  for (const pid of Object.values(PIDS)) files.remove(`/proc/${pid}`);
};

/** kubeadm's extra arguments: a mapping up to v1beta3, then a list. */
export const toExtraFlags = (extraArgs: unknown): readonly string[] => {
  if (Array.isArray(extraArgs))
    return extraArgs.map((flag: unknown) =>
      isObject(flag) ? `--${String(flag["name"])}=${String(flag["value"])}` : "",
    );
  return isObject(extraArgs)
    ? Object.entries(extraArgs).map(([name, value]) => `--${name}=${String(value)}`)
    : [];
};
