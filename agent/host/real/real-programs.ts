import type { ProgramReader, ReadOnlyProgram } from "../programs.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const QUERY_LIMIT_MS = 10_000;

export const createProgramReader = (spawnProgram: SpawnProgram): ProgramReader => ({
  query: (query) => spawnProgram({ argv: toArgv(query), limitMs: QUERY_LIMIT_MS }),
});

const toArgv = (query: ReadOnlyProgram): readonly string[] => {
  switch (query.program) {
    case "systemd-detect-virt":
      return ["systemd-detect-virt"];
    case "timedatectl":
      return ["timedatectl", "show"];
    case "kubeadm":
      return ["kubeadm", "version", "--output", "short"];
    case "containerd":
      return ["containerd", "--version"];
    case "haproxy":
      return ["haproxy", "-c", "-f", query.path];
  }
};
