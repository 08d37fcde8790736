import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { noteSettings, putBackSettings, readSetting, writeSetting } from "./setting-record.ts";

const forwardSetting = "net/ipv4/ip_forward";

/** Lets the machine forward packets, having noted what that changes. The record is kept if another lab made it. */
export async function borrowForwarding(cacheDir: string): Promise<void> {
  await noteSettings(recordPath(cacheDir), await listChanged());
  if ((await readSetting(forwardSetting)) !== "1") await writeSetting(forwardSetting, "1");
}

/** Puts back what was noted. Call it when the last lab with an uplink has gone. */
export async function returnForwarding(cacheDir: string): Promise<void> {
  await putBackSettings(recordPath(cacheDir));
}

/** The one switch sets these for all interfaces; it comes first, since putting it back sets them once more. */
async function listChanged(): Promise<readonly string[]> {
  const interfaces = await readdir("/proc/sys/net/ipv4/conf");
  const single = interfaces.filter((name) => name !== "all");
  return [
    forwardSetting,
    "net/ipv4/conf/all/accept_redirects",
    ...single.map((name) => `net/ipv4/conf/${name}/forwarding`),
  ];
}

function recordPath(cacheDir: string): string {
  return join(cacheDir, "machine-forwarding.json");
}
