import { runCommand } from "../run-command.ts";

/** The machine's architecture in Debian's words, which for ours are Go's and OCI's too: `amd64`, `arm64`. */
export const readArchitecture = async (): Promise<string> =>
  (await runCommand(["dpkg", "--print-architecture"], { limitMs: 10_000 })).trim();
