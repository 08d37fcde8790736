import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";

/** A reset ends before the agents have removed themselves: that is the last thing they do. */
export async function waitForAgentsGone(lab: Lab, hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    await waitUntil(
      `the agent of ${host} to go`,
      60_000,
      async () => {
        const { code } = await lab.ssh(host, ["sh", "-c", IS_GONE]);
        return code === 0;
      },
      500,
    );
  }
}

const IS_GONE = `
[ ! -e /opt/pharos ] && [ ! -e /var/lib/pharos ] &&
! systemctl list-units --all --no-legend --plain 'pharos-agent*' | grep -q .`;
