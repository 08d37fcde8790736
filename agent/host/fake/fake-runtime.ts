import { imagePullFailed, runtimeRefused } from "../../../shared/errors/host-errors.ts";
import type { RuntimeReader, RuntimeWriter } from "../runtime.ts";
import type { FakeMachine } from "./fake-machine.ts";

const UNAVAILABLE = 14;

/** Answers while containerd.service runs, above which Docker is too, or crio.service. */
export const createFakeRuntimeReader = (machine: FakeMachine): RuntimeReader => ({
  version: async () =>
    isUp(machine) ? { name: "containerd", version: runtimeVersion(machine) } : undefined,
  images: async () => (isUp(machine) ? new Set(machine.images) : undefined),
  sandboxes: async () => (isUp(machine) ? machine.sandboxes : undefined),
  pods: async () => (isUp(machine) ? machine.pods : undefined),
});

export const createFakeRuntimeWriter = (machine: FakeMachine): RuntimeWriter => ({
  pullImage: (reference) =>
    machine.write(`runtime.pullImage ${reference}`, () => {
      requireUp(machine, "ImageService/PullImage");
      const reason = machine.refusedImages.get(reference);
      if (reason !== undefined) throw imagePullFailed({ image: reference, reason });
      machine.images.add(reference);
    }),
  removeSandboxes: () =>
    machine.write("runtime.removeSandboxes", () => {
      if (!isUp(machine)) return;
      machine.sandboxes = [];
      machine.pods = [];
    }),
  stopPod: (id) =>
    machine.write(`runtime.stopPod ${id}`, () => {
      requireUp(machine, "RuntimeService/StopPodSandbox");
      const startedAtMs = machine.nowMs();
      // The kubelet's doing: all of these are static.
      machine.pods = machine.pods.map((pod) =>
        pod.id === id ? { ...pod, id: `${id}+`, startedAtMs } : pod,
      );
    }),
});

export const isUp = (machine: FakeMachine): boolean =>
  ["containerd.service", "crio.service"].some(
    (unit) => machine.units.get(unit)?.active === "active",
  );

const runtimeVersion = (machine: FakeMachine): string => {
  const installed = machine.packages.get("containerd") ?? machine.packages.get("containerd.io");
  return installed?.version.split(/[~-]/)[0] ?? "unknown";
};

const requireUp = (machine: FakeMachine, call: string): void => {
  if (isUp(machine)) return;
  throw runtimeRefused({ call, status: UNAVAILABLE, reason: "nothing answers on its socket" });
};
