import type { HostFacts } from "../../shared/spec/facts.ts";
import type { FileReader } from "../host/files.ts";
import type { MachinePorts } from "./machine-ports.ts";

/** Counts processors that are online; their model is the first one's. */
export const readCpu = async (
  files: FileReader,
  machine: MachinePorts,
): Promise<HostFacts["cpu"]> => {
  const text = (await files.read("/proc/cpuinfo").catch(() => undefined)) ?? "";
  const cores = text.split("\n").filter((line) => /^processor\s*:/.test(line)).length;
  const [, model] = /^model name\s*:\s*(.+)$/m.exec(text) ?? [];
  return { cores, model: model?.trim() ?? (await machine.cpuModel()) };
};
