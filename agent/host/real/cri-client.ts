import { runtimeRefused } from "../../../shared/errors/host-errors.ts";
import { CRI_VERSIONS, type CriVersion, criProtocol } from "./cri-protocol.ts";

export type CriCall =
  | "RuntimeService/Version"
  | "RuntimeService/ListPodSandbox"
  | "RuntimeService/StopPodSandbox"
  | "RuntimeService/RemovePodSandbox"
  | "ImageService/ListImages"
  | "ImageService/PullImage";

export interface CriClient {
  /** `undefined`: nothing answers on the socket. Throws `RUNTIME_REFUSED` for every other failure. */
  readonly call: (call: CriCall, request: object, limitMs: number) => Promise<object | undefined>;
}

type Answer =
  | { readonly kind: "ok"; readonly message: object }
  | { readonly kind: "failed"; readonly status: number; readonly reason: string };

/** gRPC status codes. */
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/** A connection per call: calls are rare, and the runtime is restarted under us. gRPC is loaded on demand. */
export const createCriClient = (socketPath: string): CriClient => ({
  call: async (call, request, limitMs) => {
    let last: Answer = { kind: "failed", status: UNAVAILABLE, reason: "not asked" };
    for (const version of CRI_VERSIONS) {
      last = await callVersion(socketPath, version, call, request, limitMs);
      if (last.kind === "ok") return last.message;
      if (last.status !== UNIMPLEMENTED) break;
    }
    if (last.status === UNAVAILABLE) return undefined;
    throw runtimeRefused({ call, status: last.status, reason: last.reason });
  },
});

const callVersion = async (
  socketPath: string,
  version: CriVersion,
  call: CriCall,
  request: object,
  limitMs: number,
): Promise<Answer> => {
  const [grpc, { default: protobuf }] = await Promise.all([
    import("@grpc/grpc-js"),
    import("protobufjs/light.js"),
  ]);
  const [service = "", name = ""] = call.split("/");
  const types = protobuf.Root.fromJSON(criProtocol(version)).lookup(`runtime.${version}`);
  if (!(types instanceof protobuf.Namespace)) throw new Error(`no CRI ${version}`);
  const requestType = types.lookupType(`${name}Request`);
  const responseType = types.lookupType(`${name}Response`);
  const client = new grpc.Client(`unix:${socketPath}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": 32 * 1024 * 1024,
  });
  try {
    return await new Promise<Answer>((resolve) => {
      client.makeUnaryRequest(
        `/runtime.${version}.${service}/${name}`,
        (message: object) =>
          Buffer.from(requestType.encode(requestType.fromObject(message)).finish()),
        (bytes: Buffer) =>
          responseType.toObject(responseType.decode(bytes), { defaults: true, arrays: true }),
        request,
        { deadline: Date.now() + limitMs },
        (error, message) => {
          if (error === null && message !== undefined) return resolve({ kind: "ok", message });
          resolve({ kind: "failed", status: error?.code ?? 2, reason: error?.details ?? "" });
        },
      );
    });
  } finally {
    client.close();
  }
};
