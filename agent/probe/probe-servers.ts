import type { ProbeServersRequest, ProbeServersResponse } from "../../shared/rpc/gen/host.ts";
import { probeEtcd } from "./probe-etcd.ts";
import { probeUrl } from "./probe-url.ts";

/** All at once: one that does not answer holds up nobody. Never throws. */
export const probeServers = async (
  { etcd, urls }: ProbeServersRequest,
  now: () => Date,
): Promise<ProbeServersResponse> => {
  const probes = etcd?.endpoints.map((endpoint) => probeEtcd(endpoint, etcd, now)) ?? [];
  const [etcdAnswers, urlAnswers] = await Promise.all([
    Promise.all(probes),
    Promise.all(urls.map(probeUrl)),
  ]);
  return { etcd: etcdAnswers, urls: urlAnswers };
};
