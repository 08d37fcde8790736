import { connect as connectTls, createSecureContext, DEFAULT_MIN_VERSION } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import {
  agentNotTrustedError,
  agentUnreachableError,
  callRefusedError,
  certificateRevokedError,
  tlsRefusedError,
} from "../../shared/errors/rpc-errors.ts";
import { peerIdentityRefused } from "../../shared/errors/pki-errors.ts";
import type { GetHealthResponse } from "../../shared/rpc/gen/host.ts";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { collect } from "../support/collect.ts";
import { connectTo, startTestServer, toMaterial } from "../support/rpc-server.ts";
import { createTestPki, type TestPki } from "../support/test-pki.ts";
import { sampleHealth } from "../support/health.ts";

let pki: TestPki;
let otherPki: TestPki;
beforeAll(async () => {
  pki = await createTestPki();
  otherPki = await createTestPki();
});

const code = (factory: { readonly code: string }) =>
  expect.objectContaining({ code: factory.code });

describe("who calls", () => {
  test.each([
    [
      "an operator",
      () => pki.operator("ada", "admin"),
      { kind: "operator", name: "ada", role: "admin" },
    ],
    ["an agent", () => pki.agent("worker-1"), { kind: "agent", host: "worker-1" }],
  ])("is known to each handler: %s", async (_title, credentials, identity) => {
    const peers: PeerIdentity[] = [];
    const getHealth = async (
      _request: object,
      context: { readonly peer: PeerIdentity },
    ): Promise<GetHealthResponse> => {
      peers.push(context.peer);
      return sampleHealth();
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, await credentials());
    await connection.host.getHealth({ podNetwork: false });
    expect(peers).toStrictEqual([{ ...identity, serial: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  });

  test("is judged once per connection", async () => {
    let judged = 0;
    const identify = (): PeerIdentity => {
      judged += 1;
      return { kind: "operator", name: "ada", role: "admin", serial: "00" };
    };
    await using server = await startTestServer(
      pki,
      { host: { getHealth: async () => sampleHealth() } },
      { identify },
    );
    using connection = await connectTo(server, pki, await pki.operator("ada", "admin"));
    await connection.host.getHealth({ podNetwork: false });
    await connection.host.getHealth({ podNetwork: false });
    expect(judged).toBe(1);
  });

  test("may not call what the role table does not allow", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, await pki.operator("ada", "viewer"));
    await expect(connection.host.removeAgent({ fencingNumber: 1 })).rejects.toStrictEqual(
      code(callRefusedError),
    );
    expect(server.unexpected).toStrictEqual([]);
  });

  test("is refused a stream as well as a call", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, await pki.agent("worker-1"));
    const records = collect(connection.runs.watchRun({ run: "r", afterSequence: 0 }));
    await expect(records).rejects.toStrictEqual(code(callRefusedError));
  });

  test("is refused from the next call on when the certificate is revoked", async () => {
    let revoked = false;
    await using server = await startTestServer(
      pki,
      { host: { getHealth: async () => sampleHealth() } },
      { shutOut: ({ serial }) => (revoked ? certificateRevokedError({ serial }) : undefined) },
    );
    using connection = await connectTo(server, pki, await pki.operator("ada", "admin"));
    await connection.host.getHealth({ podNetwork: false });
    revoked = true;
    await expect(connection.host.getHealth({ podNetwork: false })).rejects.toStrictEqual(
      code(certificateRevokedError),
    );
  });

  test("is refused once the certificate has ended, and streams that are open end", async () => {
    let nowMs = Date.now();
    const watchRun = async function* (_request: object, { signal }: { signal: AbortSignal }) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      yield* [];
    };
    const handlers = { host: { getHealth: async () => sampleHealth() }, runs: { watchRun } };
    await using server = await startTestServer(pki, handlers, { now: () => new Date(nowMs) });
    using connection = await connectTo(server, pki, await pki.operator("ada", "admin"));
    const ended = expect(
      collect(connection.runs.watchRun({ run: "r", afterSequence: 0 })),
    ).rejects.toStrictEqual(code(peerIdentityRefused));
    await connection.host.getHealth({ podNetwork: false });
    nowMs += 25 * 3_600_000;
    await expect(connection.host.getHealth({ podNetwork: false })).rejects.toStrictEqual(
      code(peerIdentityRefused),
    );
    server.endShutOut();
    await ended;
  });

  test("is told why the certificate names nobody", async () => {
    const identify = (): PeerIdentity => {
      throw peerIdentityRefused({ reason: "for the test" });
    };
    await using server = await startTestServer(pki, {}, { identify });
    using connection = await connectTo(server, pki, await pki.operator("ada", "admin"));
    await expect(connection.host.getHealth({ podNetwork: false })).rejects.toStrictEqual(
      code(peerIdentityRefused),
    );
  });
});

describe("the handshake", () => {
  test("refuses a client of another cluster", async () => {
    await using server = await startTestServer(pki);
    const stranger = await otherPki.operator("eve", "admin");
    const secureContext = createClientContext({
      ...toMaterial(otherPki, stranger),
      roots: pki.trust.rootCertificate,
    });
    const connecting = connectTo(server, pki, stranger, { secureContext });
    await expect(connecting).rejects.toStrictEqual(code(tlsRefusedError));
  });

  test("refuses a client whose certificate has expired", async () => {
    const longAgo = new Date(Date.now() - 3 * 86_400_000);
    const old = await createTestPki(pki.clusterId, longAgo);
    await using server = await startTestServer(old);
    const connecting = connectTo(server, old, await old.operator("ada", "admin", longAgo));
    await expect(connecting).rejects.toStrictEqual(code(tlsRefusedError));
  });

  test("refuses a client without a certificate", async () => {
    await using server = await startTestServer(pki);
    const operator = await pki.operator("ada", "admin");
    const secureContext = createSecureContext({
      ca: pki.trust.rootCertificate,
      minVersion: "TLSv1.3",
    });
    const connecting = connectTo(server, pki, operator, { secureContext });
    await expect(connecting).rejects.toStrictEqual(code(tlsRefusedError));
  });

  test("refuses TLS 1.2 while the process allows it", async () => {
    await using server = await startTestServer(pki);
    const { roots, chain, key } = toMaterial(pki, await pki.operator("ada", "admin"));
    const secureContext = createSecureContext({
      ca: roots,
      cert: chain,
      key,
      maxVersion: "TLSv1.2",
    });
    const connecting = connectTo(server, pki, await pki.operator("ada", "admin"), {
      secureContext,
    });
    await expect(connecting).rejects.toStrictEqual(code(tlsRefusedError));
    expect(DEFAULT_MIN_VERSION).toBe("TLSv1.2");
  });

  test("is refused by the client when the server is of another cluster", async () => {
    await using server = await startTestServer(otherPki);
    const connecting = connectTo(server, pki, await pki.operator("ada", "admin"));
    await expect(connecting).rejects.toStrictEqual(code(agentNotTrustedError));
  });

  test("is refused by the client when the server is another host", async () => {
    await using server = await startTestServer(pki);
    const identityName = `master-2.${pki.clusterId}.pharos.internal`;
    const connecting = connectTo(server, pki, await pki.operator("ada", "admin"), { identityName });
    await expect(connecting).rejects.toMatchObject({
      code: agentNotTrustedError.code,
      fields: { reason: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
  });

  test("ends with the connection when the client does not speak HTTP/2", async () => {
    await using server = await startTestServer(pki);
    const { roots, chain, key } = toMaterial(pki, await pki.operator("ada", "admin"));
    const socket = connectTls({
      port: server.port,
      host: "127.0.0.1",
      ca: roots,
      cert: chain,
      key,
      servername: `master-1.${pki.clusterId}.pharos.internal`,
    });
    const closed = await new Promise<string>((resolve) => {
      socket.once("error", () => {});
      socket.once("close", () => resolve("closed"));
    });
    expect(closed).toBe("closed");
  });

  test("uses a new certificate for new connections and leaves open ones alone", async () => {
    const identityName = `master-9.${pki.clusterId}.pharos.internal`;
    const operator = await pki.operator("ada", "admin");
    await using server = await startTestServer(pki, {
      host: { getHealth: async () => sampleHealth() },
    });
    using before = await connectTo(server, pki, operator);
    server.updateMaterial(toMaterial(pki, await pki.agent("master-9")));
    using after = await connectTo(server, pki, operator, { identityName });
    await expect(before.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
    await expect(after.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
    await expect(connectTo(server, pki, operator)).rejects.toStrictEqual(
      code(agentNotTrustedError),
    );
  });
});

test("nothing at the address is told as unreachable", async () => {
  const server = await startTestServer(pki);
  await server.close(0);
  const connecting = connectTo(server, pki, await pki.operator("ada", "admin"));
  await expect(connecting).rejects.toStrictEqual(code(agentUnreachableError));
});
