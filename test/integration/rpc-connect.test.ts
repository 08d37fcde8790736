import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectTcp, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { agentUnreachableError, callCancelledError } from "../../shared/errors/rpc-errors.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { sampleHealth } from "../support/health.ts";
import { connectTo, startTestServer, toMaterial } from "../support/rpc-server.ts";
import { createTestPki, type TestCredentials, type TestPki } from "../support/test-pki.ts";

let pki: TestPki;
let viewer: TestCredentials;
beforeAll(async () => {
  pki = await createTestPki();
  viewer = await pki.operator("vera", "viewer");
});

const code = (factory: { readonly code: string }) =>
  expect.objectContaining({ code: factory.code });

describe("connecting", () => {
  test("works for a hundred at once, a few handshakes at a time", async () => {
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } });
    const secureContext = createClientContext(toMaterial(pki, viewer));
    const gate = createConnectGate(8);
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        using connection = await connectTo(server, pki, viewer, { secureContext, gate });
        return await connection.host.getHealth({ podNetwork: false });
      }),
    );
    expect(answers.filter(({ ready }) => ready)).toHaveLength(100);
  });

  test("reads the other end's certificate once on each end, however many calls there are", async () => {
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } });
    const read = vi.spyOn(TLSSocket.prototype, "getPeerCertificate");
    using connection = await connectTo(server, pki, viewer);
    for (let call = 0; call < 5; call += 1) await connection.host.getHealth({ podNetwork: false });
    expect(read).toHaveBeenCalledTimes(2);
    read.mockRestore();
  });

  test("tells when it came in, and that somebody is there once the peer is known", async () => {
    const told: string[] = [];
    const arriving = () => {
      told.push("came in");
      return () => void told.push("is known");
    };
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } }, { arriving });
    using connection = await connectTo(server, pki, viewer);
    await connection.host.getHealth({ podNetwork: false });
    expect(told).toEqual(["came in", "is known"]);
  });

  test("tells of nobody who is shut out", async () => {
    const told: string[] = [];
    const arriving = () => () => void told.push("is known");
    const shutOut = () => callCancelledError({ address: "", method: "" });
    await using server = await startTestServer(pki, {}, { arriving, shutOut });
    using connection = await connectTo(server, pki, viewer);
    await connection.host.getHealth({ podNetwork: false }).catch(() => undefined);
    expect(told).toEqual([]);
  });

  test("works over IPv6", async () => {
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } }, { host: "::1" });
    const target = { address: "::1", port: server.port };
    using connection = await connectTo(server, pki, viewer, { target });
    await expect(connection.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
  });

  test("works with a name", async () => {
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } });
    const target = { address: "localhost", port: server.port };
    using connection = await connectTo(server, pki, viewer, { target });
    await expect(connection.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
  });

  test("works over a unix socket that something else carries on", async () => {
    const getHealth = async () => sampleHealth();
    await using server = await startTestServer(pki, { host: { getHealth } });
    const folder = await mkdtemp(join(tmpdir(), "pharos-rpc-"));
    const socketPath = join(folder, "agent.sock");
    const carrier = createServer((near) => {
      const far = connectTcp(server.port, "127.0.0.1");
      near.pipe(far).pipe(near);
    });
    carrier.listen(socketPath);
    await once(carrier, "listening");
    using connection = await connectTo(server, pki, viewer, { target: { socketPath } });
    await expect(connection.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
    carrier.close();
    await rm(folder, { recursive: true });
  });

  test("gives up on what accepts and never answers", async () => {
    const { silent, port } = await listenSilently();
    await expect(connectTo({ port }, pki, viewer, { timeoutMs: 200 })).rejects.toStrictEqual(
      code(agentUnreachableError),
    );
    silent.close();
  });

  test("ends when the caller aborts", async () => {
    const { silent, port } = await listenSilently();
    const controller = new AbortController();
    const connecting = connectTo({ port }, pki, viewer, { signal: controller.signal });
    const outcome = expect(connecting).rejects.toStrictEqual(code(callCancelledError));
    await once(silent, "connection");
    controller.abort();
    await outcome;
    silent.close();
  });

  test("is refused above the limit of connections", async () => {
    await using server = await startTestServer(pki, {}, { limits: { maxConnections: 1 } });
    using _first = await connectTo(server, pki, viewer);
    await expect(connectTo(server, pki, viewer)).rejects.toStrictEqual(code(agentUnreachableError));
  });
});

test("those who say nothing make way for who does, the oldest first", async () => {
  const limits = { maxHandshakes: 2 };
  await using server = await startTestServer(pki, {}, { limits });
  const oldest = connectTcp(server.port, "127.0.0.1");
  await once(oldest, "connect");
  const others = [1, 2].map(() => connectTcp(server.port, "127.0.0.1"));
  await once(oldest.resume(), "close");
  using _viewer = await connectTo(server, pki, viewer);
  for (const socket of others) socket.destroy();
});

describe("closing a server", () => {
  test("lets a call in progress finish", async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const getHealth = async () => {
      begun.resolve();
      await finish.promise;
      return sampleHealth();
    };
    const server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, viewer);
    const call = connection.host.getHealth({ podNetwork: false });
    await begun.promise;
    const closing = server.close(10_000);
    finish.resolve();
    await expect(call).resolves.toMatchObject({ ready: true });
    await closing;
  });
});

/** Accepts connections and says nothing. */
const listenSilently = async () => {
  const silent = createServer();
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  return { silent, port: typeof address === "object" && address !== null ? address.port : 0 };
};
