import { isIP } from "node:net";
import type { ServiceError } from "@grpc/grpc-js";
import { bytesAt, numberAt, readWireFields } from "../host/real/wire-fields.ts";
import type { EtcdCredentials, ProbeStep } from "./probe-etcd.ts";

const LIMIT_MS = 8_000;

export interface KubernetesKeys {
  readonly clusterId: string;
  readonly kubernetesKeys: number;
}

/** Counts the keys below `/registry/`, with the agreement of a quorum. */
export const askKubernetesKeys = async (
  endpoint: string,
  credentials: EtcdCredentials,
  now: () => Date,
): Promise<ProbeStep<KubernetesKeys>> => {
  const grpc = await import("@grpc/grpc-js");
  const client = await connect(endpoint, credentials);
  try {
    return await new Promise((resolve) => {
      client.makeUnaryRequest(
        "/etcdserverpb.KV/Range",
        keepBytes,
        keepBytes,
        RANGE,
        { deadline: now().getTime() + LIMIT_MS },
        (error: ServiceError | null, value?: Buffer) => {
          if (error === null && value !== undefined)
            return resolve({ kind: "good", value: parseRange(value) });
          const { PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT } = grpc.status;
          // Without a user etcd calls the request invalid.
          const refusals = [PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT];
          const isRefused = error !== null && refusals.includes(error.code);
          resolve({
            kind: "bad",
            verdict: isRefused ? "ETCD_VERDICT_REFUSED" : "ETCD_VERDICT_NO_QUORUM",
            reason: error?.details ?? "no answer",
          });
        },
      );
    });
  } finally {
    client.close();
  }
};

const keepBytes = (bytes: Buffer): Buffer => bytes;

const connect = async (endpoint: string, { ca, certificate, key }: EtcdCredentials) => {
  const grpc = await import("@grpc/grpc-js");
  const { checkServerIdentity } = await import("node:tls");
  const { protocol, hostname, port } = new URL(endpoint);
  const target = `dns:${hostname}:${port === "" ? DEFAULT_PORTS[protocol] : port}`;
  const host = hostname.replaceAll(/[[\]]/g, "");
  const pem = (text: string) => (text === "" ? null : Buffer.from(text));
  const credentials =
    protocol === "https:"
      ? grpc.credentials.createSsl(pem(ca), pem(key), pem(certificate), {
          // By itself grpc-js knows no IP addresses.
          checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
        })
      : grpc.credentials.createInsecure();
  return new grpc.Client(target, credentials, {
    "grpc.use_local_subchannel_pool": 1,
    // TLS has no way to ask for an address by name.
    ...(isIP(host) === 0 ? {} : { "grpc.ssl_target_name_override": "etcd" }),
  });
};

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "https:": 443, "http:": 80 };

/** `RangeRequest`: 1 key, 2 range_end, 9 count_only. */
const toField = (field: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, text.length]), Buffer.from(text)]);

const RANGE = Buffer.concat([
  toField(1, "/registry/"),
  toField(2, "/registry0"),
  Buffer.from([(9 << 3) | 0, 1]),
]);

/** `RangeResponse`: 1 header (1 cluster_id), 4 count. */
const parseRange = (message: Buffer): KubernetesKeys => {
  const answer = readWireFields(message);
  const [header = Buffer.alloc(0)] = bytesAt(answer, 1);
  return {
    clusterId: numberAt(readWireFields(header), 1).toString(),
    kubernetesKeys: Number(numberAt(answer, 4)),
  };
};
