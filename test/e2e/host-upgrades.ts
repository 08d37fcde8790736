import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import type { Cli } from "./cli.ts";
import { expect } from "./expectation.ts";

/** In the lab's repository and on no host before. */
export const UPGRADED_PACKAGE = "ipset";

const Document = z.object({
  hosts: z.array(
    z.object({
      host: z.string(),
      step: z.string(),
      upgrade: z.array(z.object({ gate: z.string(), text: z.string() })),
      lastUpgrade: z
        .object({
          startedAtMs: z.number(),
          packages: z.array(z.string()),
          failure: z.string().optional(),
        })
        .optional(),
      staleServices: z.array(z.object({ unit: z.string(), files: z.array(z.string()) })),
    }),
  ),
});
export type HostUpgrades = z.infer<typeof Document>["hosts"][number];

/** None while an agent is away: all are asked. */
export async function readUpgrades(cli: Cli): Promise<readonly HostUpgrades[]> {
  const { code, stdout } = await cli.run("host-upgrades", "-o", "json");
  return code === 0 ? Document.parse(JSON.parse(stdout)).hosts : [];
}

/** A package of the same name, built on the host, that the repository has a newer one of. */
const OLD = `
set -e
cd /tmp && rm -rf old && mkdir -p old/DEBIAN
printf 'Package: ${UPGRADED_PACKAGE}\\nVersion: 0.1\\nArchitecture: all\\nMaintainer: lab <lab@example.test>\\nDescription: old\\n' >old/DEBIAN/control
dpkg-deb --build old old.deb >/dev/null && dpkg -i old.deb >/dev/null
rm -rf old old.deb`;

export async function installOld(lab: Lab, host: string): Promise<void> {
  const { code, stderr } = await lab.ssh(host, ["sh", "-c", OLD]);
  expect(`hands on ${host} work: ${stderr}`, code === 0);
}

export async function installedVersion(lab: Lab, host: string): Promise<string> {
  const argv = ["dpkg-query", "-W", "-f", "${Version}", UPGRADED_PACKAGE];
  return (await lab.ssh(host, argv)).stdout.trim();
}

/** So many minutes from now, in UTC. */
export function toWindow(
  from: number,
  to: number,
): { readonly start: string; readonly end: string } {
  const at = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: at(from), end: at(to) };
}
