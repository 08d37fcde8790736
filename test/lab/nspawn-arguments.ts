import { access } from "node:fs/promises";
import { release } from "node:os";
import type { HostPaths } from "./lab-paths.ts";

/** The container that stands for a machine: a whole systemd with all capabilities, on the lab's bridge. */
export async function nspawnArguments(
  paths: HostPaths,
  host: string,
  bridge: string,
): Promise<string[]> {
  return [
    `--directory=${paths.root}`,
    `--machine=${host}`,
    `--hostname=${host}`,
    "--boot",
    "--register=no",
    "--keep-unit",
    `--network-bridge=${bridge}`,
    "--capability=all",
    "--console=read-only",
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    "--bind=/dev/kmsg",
    `--bind=${paths.varLib}:/var/lib`,
    ...(await moduleTree()),
  ];
}

async function moduleTree(): Promise<string[]> {
  const dir = `/lib/modules/${release()}`;
  return await access(dir).then(
    () => [`--bind-ro=${dir}`],
    () => [],
  );
}
