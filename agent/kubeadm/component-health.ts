import type { HostReader } from "../host/host.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import { type Flags, parseFlags } from "../../shared/kubeadm/component-flags.ts";

/** The process that runs a component with exactly these flags; `undefined`: there is none. */
export const findProcess = async (
  host: Pick<HostReader, "files">,
  component: ControlPlaneComponent,
  flags: Flags,
): Promise<string | undefined> => {
  const names = (await host.files.list("/proc")) ?? [];
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    const line = await host.files.read(`/proc/${pid}/cmdline`).catch(() => undefined);
    const [program = "", ...words] = (line ?? "").split("\0").filter((word) => word !== "");
    if (program.endsWith(component) && isSame(parseFlags(words), flags)) return pid;
  }
  return undefined;
};

/**
 * Why the API server of this host is not ready; `undefined`: it is, and the balancer has found it, through
 * which all else on this host asks.
 */
export const findSilence = async (host: HostReader): Promise<string | undefined> =>
  silenceOf(await host.kubernetes.get("local", "/readyz")) ??
  silenceOf(await host.kubernetes.get("admin", "/readyz"));

export interface ContainerTrace {
  /** How often the kubelet has started the component's container anew. */
  readonly restarts: number;
  /** The last line of its output that says what is wrong. */
  readonly complaint?: string;
}

const PODS = "/var/log/pods";

/** What the kubelet has kept of the newest pod's output. */
export const readTrace = async (
  { files }: Pick<HostReader, "files">,
  component: ControlPlaneComponent,
): Promise<ContainerTrace> => {
  const pods = ((await files.list(PODS)) ?? []).filter((name) =>
    name.startsWith(`kube-system_${component}-`),
  );
  const dated = await Promise.all(
    pods.map(async (name) => {
      const folder = `${PODS}/${name}/${component}`;
      return { folder, changedAtMs: (await files.stat(folder))?.changedAtMs ?? 0 };
    }),
  );
  const [newest] = dated.toSorted((a, b) => b.changedAtMs - a.changedAtMs);
  if (newest === undefined) return { restarts: 0 };
  const counts = ((await files.list(newest.folder)) ?? [])
    .map((name) => Number.parseInt(name, 10))
    .filter((count) => Number.isInteger(count));
  const restarts = Math.max(0, ...counts);
  const texts = await Promise.all(
    [restarts - 1, restarts].map((count) => files.read(`${newest.folder}/${count}.log`)),
  );
  const complaint = findComplaint(texts.join("\n"));
  return { restarts, ...(complaint === undefined ? {} : { complaint }) };
};

const isSame = (found: Flags, wanted: Flags): boolean =>
  found.size === wanted.size && [...wanted].every(([name, value]) => found.get(name) === value);

const LINE_LIMIT = 300;

/** klog marks fatal lines with F; cobra says `Error:`. Each line begins with the runtime's own words. */
const findComplaint = (text: string): string | undefined =>
  text
    .split("\n")
    .map((line) => line.replace(/^\S+ (?:stdout|stderr) [FP] /, ""))
    .findLast((line) => /^(?:F\d{4} |E\d{4} .*run\.go|[Ee]rror: |panic: )/.test(line))
    ?.slice(0, LINE_LIMIT);
