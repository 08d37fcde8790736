import { controlPlaneUnhealthy } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { findProcess, findSilence, readTrace } from "./component-health.ts";
import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import { componentArguments } from "./kubeadm-arguments.ts";
import { renderInitConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";
import { PREVIOUS_FOLDER, previousPath } from "./settings-state.ts";
import { manifestPath, parseStaticPod } from "./static-pod.ts";

const PHASE_LIMIT_MS = 2 * 60_000;
const HEALTH_LIMIT_MS = 4 * 60_000;
const STEP_MS = 1_000;
/** A component that does not ask for anything first shows only by this that it lives. */
const STEADY_MS = 8_000;
/** More starts than this are no start. */
const RESTARTS = 3;

/**
 * Lets kubeadm write a component's manifest anew and waits until it runs by it; one that does not come
 * to life is put back as it was. Throws `CONTROL_PLANE_UNHEALTHY`, and the old one runs then. The
 * old manifest is beside until the new one has shown that it lives, whoever dies in between.
 */
export const changeComponent = async (
  host: Host,
  component: ControlPlaneComponent,
  spec: NodeSpec,
): Promise<void> => {
  const path = manifestPath(component);
  const kept = previousPath(component);
  if ((await host.files.stat(kept)) === undefined) {
    await host.files.makeDirectory(PREVIOUS_FOLDER, { mode: 0o700 });
    await host.files.write(kept, (await host.files.read(path)) ?? "", { mode: 0o600 });
  }
  await withRunFile(host, `${component}.yaml`, renderInitConfiguration(spec), (file) =>
    host.programs.run({
      argv: componentArguments(component, file),
      limitMs: PHASE_LIMIT_MS,
      reason: `kubeadm init phase control-plane ${component}`,
    }),
  );
  const trouble = await awaitHealth(host, component);
  if (trouble !== undefined) await takeBack(host, component, spec.host, trouble);
  await host.files.remove(PREVIOUS_FOLDER);
};

/** Why it does not live; `undefined`: it does. */
const awaitHealth = async (
  host: Host,
  component: ControlPlaneComponent,
  /** After a pod that has failed, its restarts are the newest that there are. */
  restarts: "count restarts" | "ignore restarts" = "count restarts",
): Promise<string | undefined> => {
  const text = (await host.files.read(manifestPath(component))) ?? "";
  const flags = parseStaticPod(text, component)?.flags ?? new Map();
  const endMs = host.now().getTime() + HEALTH_LIMIT_MS;
  let seen: { readonly pid: string; readonly sinceMs: number } | undefined;
  let reason = "no process with the new flags was started";
  while (host.now().getTime() < endMs) {
    const nowMs = host.now().getTime();
    const pid = await findProcess(host, component, flags);
    if (pid === undefined) seen = undefined;
    else if (seen?.pid !== pid) seen = { pid, sinceMs: nowMs };
    const silence = seen && component === "kube-apiserver" ? await findSilence(host) : undefined;
    reason = silence ?? reason;
    const steadyMs = component === "kube-apiserver" ? 0 : STEADY_MS;
    if (seen && silence === undefined && nowMs - seen.sinceMs >= steadyMs) return undefined;
    const trace = await readTrace(host, component);
    if (restarts === "count restarts" && trace.restarts >= RESTARTS)
      return trace.complaint ?? `it ended ${trace.restarts} times`;
    await host.pause(STEP_MS);
  }
  return (await readTrace(host, component)).complaint ?? reason;
};

const takeBack = async (
  host: Host,
  component: ControlPlaneComponent,
  name: string,
  reason: string,
): Promise<never> => {
  const old = (await host.files.read(previousPath(component))) ?? "";
  await host.files.write(manifestPath(component), old, { mode: 0o600 });
  const left = await awaitHealth(host, component, "ignore restarts");
  await host.files.remove(PREVIOUS_FOLDER);
  throw controlPlaneUnhealthy({
    host: name,
    component,
    reason,
    now:
      left === undefined ? "it runs with the settings from before" : `with the old ones: ${left}`,
  });
};
