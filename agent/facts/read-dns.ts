import type { HostFacts } from "../../shared/spec/facts.ts";
import type { FileReader } from "../host/files.ts";

const OWN = "/etc/resolv.conf";
/** What systemd-resolved asks itself; /etc/resolv.conf then has only its stub on loopback. */
const UPSTREAM = "/run/systemd/resolve/resolv.conf";

/** The name servers that are really asked, and the file that has them, as a kubelet needs it. */
export const readDns = async (files: FileReader): Promise<HostFacts["dns"]> => {
  const [own, upstream] = await Promise.all([
    readServers(files, OWN),
    readServers(files, UPSTREAM),
  ]);
  const isStub = own.length > 0 && own.every(isLoopback);
  return isStub && upstream.length > 0
    ? { servers: upstream, resolvConf: UPSTREAM }
    : { servers: own, resolvConf: OWN };
};

const readServers = async (files: FileReader, path: string): Promise<readonly string[]> => {
  const text = (await files.read(path).catch(() => undefined)) ?? "";
  return text.split("\n").flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? []);
};

const isLoopback = (address: string): boolean => address.startsWith("127.") || address === "::1";
