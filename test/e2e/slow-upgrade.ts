import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { UPGRADED_PACKAGE } from "./host-upgrades.ts";
import { runByHand } from "./maintained-host.ts";

const HELD = "/run/lab-upgrade-held";
const LET_GO = "/run/lab-upgrade-let-go";
/** Nothing waits for ever, whatever becomes of the test. */
const LONGEST_SECONDS = 1_800;

/** What runs before the package is replaced. */
const PRERM = `#!/bin/sh
touch ${HELD}
for second in $(seq ${LONGEST_SECONDS}); do [ ! -e ${LET_GO} ] || exit 0; sleep 1; done
`;

const INSTALL = `
set -e
rm -f ${HELD} ${LET_GO}
cd /tmp && rm -rf old && mkdir -p old/DEBIAN
printf 'Package: ${UPGRADED_PACKAGE}\\nVersion: 0.1\\nArchitecture: all\\nMaintainer: lab <lab@example.test>\\nDescription: old\\n' >old/DEBIAN/control
cat >old/DEBIAN/prerm && chmod 755 old/DEBIAN/prerm
dpkg-deb --build old old.deb >/dev/null && dpkg -i old.deb >/dev/null
rm -rf old old.deb`;

/** An upgrade of a host that takes as long as the test wants. */
export interface SlowUpgrade {
  /** Resolves when dpkg is in the middle of it. */
  readonly reached: () => Promise<void>;
  readonly letGo: () => Promise<void>;
}

/** An old package on a host whose upgrade stops in the middle. */
export async function installSlow(lab: Lab, host: string): Promise<SlowUpgrade> {
  await runByHand(lab, host, INSTALL, PRERM);
  return {
    reached: async () =>
      await waitUntil(`the upgrade of ${host} to be in its middle`, 120_000, async () => {
        return (await lab.ssh(host, ["test", "-e", HELD])).code === 0;
      }),
    letGo: async () => await runByHand(lab, host, `touch ${LET_GO}`),
  };
}
