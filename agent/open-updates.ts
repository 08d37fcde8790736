import { join } from "node:path";
import { buildFailed } from "../shared/errors/update-errors.ts";
import type { AgentUpdates } from "./agent.ts";
import { buildFiles } from "./install/install-build.ts";
import type { ServePorts } from "./serve.ts";
import { unitPath } from "./state/agent-paths.ts";
import { createBuildReceiver } from "./update/receive-build.ts";

const RESTART_DELAY_MS = 200;

/** What replaces the running agent by another build. */
export const openUpdates = (ports: ServePorts, host: string): AgentUpdates => {
  const { paths, freeBytes, runProgram } = ports;
  const systemctl = (args: readonly string[]) =>
    runProgram(["systemctl", "--no-ask-password", ...args]);
  return {
    receiver: createBuildReceiver({ paths, host, freeBytes }),
    systemctl,
    run: async (name, args, input) => {
      const folder = join(paths.agentShelf, name);
      const argv = [join(folder, buildFiles.node), join(folder, buildFiles.bundle), ...args];
      const { exitCode, stdout, stderr } = await ports.runBuild(argv, input);
      if (exitCode === 0) return stdout;
      const said = stderr.trim().split("\n").at(-1) ?? "";
      throw buildFailed({ build: name, reason: `it ended with ${exitCode}: ${said}` });
    },
    // The answer to the controller goes first.
    restart: () =>
      void ports
        .sleep(RESTART_DELAY_MS)
        .then(() => systemctl(["restart", "--no-block", unitPath.name]))
        .catch((error: unknown) =>
          ports.log.warn("the agent was not restarted", { error: String(error) }),
        ),
  };
};
