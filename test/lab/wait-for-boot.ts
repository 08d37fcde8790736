import { isCableCut } from "./host-cable.ts";
import { LabError } from "./lab-error.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost, LabState } from "./lab-state.ts";
import { runCommand } from "./run-command.ts";
import { sshArguments } from "./ssh-access.ts";
import { waitUntil } from "./wait-until.ts";

const limitMs = 120_000;

/** Waits until a host answers over ssh and systemd says that it is running. One whose cable is cut cannot be asked. */
export async function waitForBoot(lab: LabPaths, state: LabState, host: LabHost): Promise<void> {
  if (await isCableCut(lab, host.name)) return;
  const question = ["systemctl", "is-system-running", "--wait"];
  const argv = sshArguments(lab, host, "root", question, findJump(state, host));
  let answer = "";
  await waitUntil(`${host.name} to boot`, limitMs, async () => {
    const result = await runCommand(argv, { timeoutMs: limitMs });
    answer = result.stdout.trim();
    return answer === "running" || answer === "degraded";
  });
  if (answer === "degraded") {
    throw new LabError(
      `${host.name} has failed units: see lab ssh ${host.name} -- systemctl --failed`,
    );
  }
}

/** The bastion that stands before a host, if there is one. */
export function findJump(state: LabState, host: LabHost): LabHost | undefined {
  return state.hosts.find((other) => other.role === "bastion" && other.name !== host.name);
}
