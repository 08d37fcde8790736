import { isIPv6 } from "node:net";
import type { FileReader } from "../files.ts";

/** Calls of etcd's gRPC API that we make, `etcdserverpb.` left out. */
type EtcdCall =
  | "Maintenance/Status"
  | "Maintenance/Snapshot"
  | "Maintenance/Defragment"
  | "Maintenance/Alarm"
  | "Cluster/MemberRemove";

type EtcdReply<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "failed"; readonly reason: string };

export interface EtcdClient {
  /** The answer's bytes; never throws. */
  readonly call: (
    address: string,
    call: EtcdCall,
    limitMs: number,
    /** The request's message. Default: empty. */
    request?: Buffer,
  ) => Promise<EtcdReply<Buffer>>;
  /** Every message of a streamed answer; throws what the stream ends with. */
  readonly stream: (address: string, call: EtcdCall, limitMs: number) => AsyncIterable<Buffer>;
}

const PKI = "/etc/kubernetes/pki/etcd";
const CLIENT_PORT = 2379;

/** A connection per call: calls are rare. Certificates are read anew, since they are renewed under us. */
export const createEtcdClient = (files: FileReader): EtcdClient => ({
  call: async (address, call, limitMs, request = Buffer.alloc(0)) => {
    const client = await connect(files, address);
    if (client === undefined) return { kind: "failed", reason: `${PKI} has no client certificate` };
    try {
      return await new Promise<EtcdReply<Buffer>>((resolve) => {
        client.makeUnaryRequest(
          pathOf(call),
          keepBytes,
          keepBytes,
          request,
          { deadline: Date.now() + limitMs },
          (error, value) => {
            if (error === null && value !== undefined) return resolve({ kind: "ok", value });
            resolve({ kind: "failed", reason: error?.details ?? "no answer" });
          },
        );
      });
    } finally {
      client.close();
    }
  },
  stream: async function* (address, call, limitMs) {
    const client = await connect(files, address);
    if (client === undefined) throw new Error(`${PKI} has no client certificate`);
    try {
      const options = { deadline: Date.now() + limitMs };
      const answers: AsyncIterable<Buffer> = client.makeServerStreamRequest(
        pathOf(call),
        keepBytes,
        keepBytes,
        Buffer.alloc(0),
        options,
      );
      yield* answers;
    } finally {
      client.close();
    }
  },
});

const pathOf = (call: EtcdCall): string => `/etcdserverpb.${call}`;

/** Messages are read without their schema, by `wire-fields.ts`. */
const keepBytes = (bytes: Buffer): Buffer => bytes;

const connect = async (files: FileReader, address: string) => {
  const [ca, certificate, key] = await Promise.all(
    ["ca.crt", "healthcheck-client.crt", "healthcheck-client.key"].map((name) =>
      files.read(`${PKI}/${name}`),
    ),
  );
  if (ca === undefined || certificate === undefined || key === undefined) return undefined;
  const grpc = await import("@grpc/grpc-js");
  const host = isIPv6(address) ? `ipv6:[${address}]` : `ipv4:${address}`;
  const credentials = grpc.credentials.createSsl(
    Buffer.from(ca),
    Buffer.from(key),
    Buffer.from(certificate),
  );
  return new grpc.Client(`${host}:${CLIENT_PORT}`, credentials, {
    // A name that kubeadm puts into every member's certificate: grpc-js checks no IP addresses.
    "grpc.ssl_target_name_override": "localhost",
    "grpc.max_receive_message_length": 16 * 1024 * 1024,
    "grpc.use_local_subchannel_pool": 1,
  });
};
