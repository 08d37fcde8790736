import { codecOf } from "../../shared/rpc/codec.ts";
import type {
  EtcdProbeAnswer,
  ProbeServersRequest,
  ProbeServersResponse,
} from "../../shared/rpc/gen/host.ts";
import { acceptedSpec, type HostLink } from "../cluster/host-link.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { auditServer } from "../control-plane/audit.ts";
import { needsUpdate } from "../update/distribution-build.ts";
import type { HostDesign } from "./design-cluster.ts";

const LIMIT_MS = 30_000;

/** What one master sees of the servers that its API server is to use. */
export interface MasterProbe {
  readonly host: string;
  readonly answer: ProbeServersResponse;
  /** Its API server is kept in an etcd already: members that it was told of and is to be told of no more. */
  readonly former?: readonly EtcdProbeAnswer[];
}

/**
 * Lets masters look at the servers outside of the cluster that cluster.yml names, from where they
 * will be used. Only masters whose spec is new; one whose agent is too old to be asked is left out.
 */
export const probeServers = async (
  config: ClusterConfig,
  contents: ReadonlyMap<string, string>,
  hosts: readonly HostDesign[],
): Promise<readonly MasterProbe[]> => {
  const request = toRequest(config, contents);
  if (request.etcd === undefined && request.urls.length === 0) return [];
  const masters = hosts.filter(
    (host) => host.member.role === "master" && !host.isCurrent && !needsUpdate(host),
  );
  return await Promise.all(
    masters.map(async ({ name, link }): Promise<MasterProbe> => {
      const former = formerEndpoints(link)?.filter(
        (endpoint) => request.etcd?.endpoints.includes(endpoint) !== true,
      );
      const answer = await ask(link, withEndpoints(request, former ?? []));
      if (former === undefined) return { host: name, answer };
      const count = request.etcd?.endpoints.length ?? 0;
      return {
        host: name,
        answer: { ...answer, etcd: answer.etcd.slice(0, count) },
        former: answer.etcd.slice(count),
      };
    }),
  );
};

/** `undefined`: no control plane runs there on an etcd outside of the cluster. */
const formerEndpoints = (link: HostLink): readonly string[] | undefined =>
  link.facts.kubernetes.controlPlane
    ? acceptedSpec(link)?.kubernetes.controlPlane.externalEtcd?.endpoints
    : undefined;

const withEndpoints = (
  { etcd, urls }: ProbeServersRequest,
  more: readonly string[],
): ProbeServersRequest => ({
  urls,
  etcd: etcd && { ...etcd, endpoints: [...etcd.endpoints, ...more] },
});

const toRequest = (
  config: ClusterConfig,
  contents: ReadonlyMap<string, string>,
): ProbeServersRequest => {
  const { etcd, authentication } = config;
  const read = (path: string | undefined): string =>
    path === undefined ? "" : (contents.get(path) ?? "");
  const urls = [
    authentication?.token_webhook?.config.cluster.server,
    authentication?.oidc?.issuer_url,
    auditServer(config),
  ];
  return {
    urls: urls.filter((url) => url !== undefined),
    etcd: etcd && {
      endpoints: etcd.endpoints,
      ca: read(etcd.ca_certificate),
      certificate: read(etcd.certificate),
      key: read(etcd.key),
    },
  };
};

const ask = async (link: HostLink, request: ProbeServersRequest): Promise<ProbeServersResponse> => {
  switch (link.kind) {
    case "agent":
      return await link.connection.host.probeServers(request, { timeoutMs: LIMIT_MS });
    case "ssh": {
      const answer = await link.session.runAsRoot({
        step: "probe",
        argv: link.staged.argv(["probe", "--stdio"]),
        input: codecOf("pharos.v1.ProbeServersRequest").encode(request).toString("base64"),
        limitMs: LIMIT_MS,
      });
      return codecOf("pharos.v1.ProbeServersResponse").decode(Buffer.from(answer, "base64"));
    }
  }
};
