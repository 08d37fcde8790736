import type { LogSource } from "../../shared/rpc/gen/log.ts";
import { messageInvalidError } from "../../shared/errors/rpc-errors.ts";
import { API_PROXY_UNIT } from "../api-proxy/render-unit.ts";
import { unitPath } from "../state/agent-paths.ts";

type KnownSource = Exclude<LogSource, "LOG_SOURCE_UNSPECIFIED">;

/**
 * What each source is on a host. The list is closed, and chosen so that no secret comes with it: the
 * agent logs no values, kubelet and containerd name images, pods and volumes but not what is in them,
 * HAProxy here checks TCP alone. Output of workloads, the API server's among it, is in files of
 * containerd's and not in the journal; docker and sshd, which may say more, are not sources.
 */
const units: Readonly<Record<Exclude<KnownSource, "LOG_SOURCE_KERNEL">, string>> = {
  LOG_SOURCE_AGENT: unitPath.name,
  LOG_SOURCE_KUBELET: "kubelet.service",
  LOG_SOURCE_RUNTIME: "containerd.service",
  LOG_SOURCE_API_PROXY: API_PROXY_UNIT,
};

/** All but the one that is never sent. */
const allSources: readonly KnownSource[] = [
  "LOG_SOURCE_AGENT",
  "LOG_SOURCE_KUBELET",
  "LOG_SOURCE_RUNTIME",
  "LOG_SOURCE_API_PROXY",
  "LOG_SOURCE_KERNEL",
];

/** What was asked for, each once; nothing stands for all. Errors: MESSAGE_INVALID. */
export const readSources = (asked: readonly LogSource[]): readonly KnownSource[] => {
  const known: readonly LogSource[] = allSources;
  // A newer caller's comes as its number; to match nothing would be to read the whole journal.
  if (!asked.every((source) => known.includes(source))) {
    const reason = "is a source that this agent does not know";
    throw messageInvalidError({ message: "WatchLogsRequest", field: "sources", reason });
  }
  return asked.length === 0 ? allSources : allSources.filter((source) => asked.includes(source));
};

/**
 * What journalctl is to match: lines of the units, what systemd says about them, the kernel's; all of
 * this machine, if its id is given.
 */
export const toMatches = (
  sources: readonly KnownSource[],
  machineId?: string,
): readonly string[] => {
  const names = sources.flatMap((source) =>
    source === "LOG_SOURCE_KERNEL" ? [] : [units[source]],
  );
  const alternatives = [
    names.map((name) => `_SYSTEMD_UNIT=${name}`),
    names.length === 0 ? [] : ["_PID=1", ...names.map((name) => `UNIT=${name}`)],
    sources.includes("LOG_SOURCE_KERNEL") ? ["_TRANSPORT=kernel"] : [],
  ].filter((matches) => matches.length > 0);
  const machine = machineId === undefined ? [] : [`_MACHINE_ID=${machineId}`];
  return alternatives.flatMap((matches, index) => [
    ...(index === 0 ? [] : ["+"]),
    ...matches,
    ...machine,
  ]);
};

/** The source of a journal entry; `undefined`: of none. */
export const sourceOf = (entry: {
  readonly unit: string | undefined;
  readonly isKernel: boolean;
}): KnownSource | undefined =>
  entry.isKernel
    ? "LOG_SOURCE_KERNEL"
    : allSources.find((source) => source !== "LOG_SOURCE_KERNEL" && units[source] === entry.unit);
