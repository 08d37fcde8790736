import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { LabError } from "./lab-error.ts";

const path = "/etc/resolv.conf";

/** Addresses of the machine's name servers that hosts of a lab can ask as well. Fails if there is none. */
export async function machineResolvers(): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return requireResolvers(text);
}

/** The resolvers in the text of a resolv.conf. */
export function requireResolvers(text: string): readonly string[] {
  const named = parseNameServers(text);
  const usable = named.filter((address) => isIPv4(address) && !isOwn(address));
  if (usable.length > 0) return usable;
  throw new LabError(
    `${path} names ${named.join(", ") || "no name server"}, which the lab's hosts cannot ask: they need an IPv4 ` +
      "resolver that is not on this machine's loopback. With systemd-resolved, /run/systemd/resolve/resolv.conf " +
      "has the real ones",
  );
}

function parseNameServers(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([keyword]) => keyword === "nameserver")
    .flatMap(([, address]) => (address === undefined ? [] : [address]));
}

/** Loopback is the asker's own, and so is 0.0.0.0; 10.77.0.0/24 is the hosts' network in every lab. */
function isOwn(address: string): boolean {
  return address.startsWith("127.") || address === "0.0.0.0" || address.startsWith("10.77.0.");
}
