import type { HostReader } from "../host/host.ts";
import type { RunningPod } from "../host/runtime.ts";

/** The pod of a master's own API server, by the master's name; the newest where an old one still ends. */
export const findApiServer = async (
  { runtime }: Pick<HostReader, "runtime">,
  name: string,
): Promise<RunningPod | undefined> =>
  ((await runtime.pods()) ?? [])
    .filter((pod) => pod.namespace === "kube-system" && pod.name === `kube-apiserver-${name}`)
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs)[0];
