import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createServer, type PeerCertificate, type TLSSocket } from "node:tls";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import { createIdentityReader } from "../../shared/pki/peer-identity.ts";
import { type MemorySample, type SoakServerSetup, soakServerSetup } from "./soak-messages.ts";

/** The server whose memory `connection-soak.ts` watches; a process of its own, driven over IPC. */
const setup = soakServerSetup.parse(await nextMessage());
const readIdentity = createIdentityReader(setup.trust, setup.clusterId);
let identified = 0;

const port = setup.server === "tls" ? await listenTls(setup) : await listenGrpc(setup);
process.on("message", () => void sampleMemory().then((sample) => process.send?.(sample)));
process.once("disconnect", () => process.exit(0));
process.send?.({ port });

async function nextMessage(): Promise<unknown> {
  const messages: readonly unknown[] = await once(process, "message");
  return messages[0];
}

function identify(certificate: PeerCertificate | { readonly raw?: Uint8Array }): void {
  readIdentity(certificate, new Date());
  identified += 1;
  // Else the heights that garbage piles up to hide what is looked for in the first thousands.
  if (identified % 50 === 0) globalThis.gc?.();
}

async function listenTls({ cert, key, trust, read }: SoakServerSetup): Promise<number> {
  const options = {
    cert,
    key,
    ca: trust.rootCertificate,
    requestCert: true,
    rejectUnauthorized: true,
  } as const;
  const server = createServer({ ...options, minVersion: "TLSv1.3" }, (socket: TLSSocket) => {
    identify(read === "getPeerCertificate" ? socket.getPeerCertificate(true) : readX509(socket));
    socket.on("error", () => {});
    socket.end("known");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return portOf(server.address());
}

function readX509(socket: TLSSocket): { readonly raw?: Uint8Array } {
  const raw = socket.getPeerX509Certificate()?.raw;
  return raw === undefined ? {} : { raw };
}

/** One method, `/soak/Known`, of bytes. grpc-js itself asks by `getPeerCertificate`. */
async function listenGrpc({ cert, key, trust }: SoakServerSetup): Promise<number> {
  const server = new Server();
  const credentials = ServerCredentials.createSsl(
    Buffer.from(trust.rootCertificate),
    [{ cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }],
    true,
  );
  const bytes = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value };
  const method = {
    path: "/soak/Known",
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes.serialize,
    requestDeserialize: bytes.deserialize,
    responseSerialize: bytes.serialize,
    responseDeserialize: bytes.deserialize,
  } as const;
  const known: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    identify(call.getAuthContext().sslPeerCertificate ?? {});
    callback(null, Buffer.from("known"));
  };
  server.addService({ known: method }, { known });
  return await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address === null || typeof address === "string" ? 0 : address.port;
}

/** Several rounds with time between: sockets close, and a finalizer may free what keeps the next object alive. */
async function sampleMemory(): Promise<MemorySample> {
  for (let round = 0; round < 6; round += 1) {
    await setTimeout(50);
    globalThis.gc?.();
  }
  return { rssBytes: process.memoryUsage.rss(), nativeBytes: await readMallocHeap(), identified };
}

/**
 * Resident part of the main thread's malloc arena, where OpenSSL allocates. V8 maps its heaps
 * elsewhere, and their size swings by more than what is looked for.
 */
async function readMallocHeap(): Promise<number> {
  const maps = await readFile("/proc/self/smaps", "utf8");
  const [, ...heaps] = maps.split(/^.* \[heap\]$/m);
  const kibibytes = heaps.map((heap) => Number(/^Rss: +(\d+) kB$/m.exec(heap)?.[1] ?? 0));
  return kibibytes.reduce((sum, size) => sum + size, 0) * 1024;
}
