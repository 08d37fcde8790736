import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shutOut } from "../../agent/certificates/shut-out.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { createIdentityReader } from "../../shared/pki/peer-identity.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createServer, type RpcServer } from "../../shared/rpc/create-server.ts";
import { type RpcPath, rpcPaths } from "../../shared/rpc/gen/rpc-path.ts";
import { openTransport, type OpenTransport } from "../../shared/rpc/open-transport.ts";
import { type Role, roleTable } from "../../shared/rpc/role-table.ts";
import { serverStreamRoute, unaryRoute } from "../../shared/rpc/route.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { collect } from "../support/collect.ts";
import { minimalMembership } from "../support/memberships.ts";
import { toMaterial } from "../support/rpc-server.ts";
import { createTestPki, type TestCredentials, type TestPki } from "../support/test-pki.ts";

const roles: readonly Role[] = ["viewer", "operator", "admin", "agent"];
const HOST = "master-1";
const DAY_MS = 86_400_000;
/** Every RPC as a call and as a stream: the rules are the same, the code that asks them is not. */
const kinds = ["call", "stream"] as const;
type Kind = (typeof kinds)[number];

let pki: TestPki;
let otherPki: TestPki;
let servers: Readonly<Record<Kind, RpcServer>>;
const revokedSerials: string[] = [];
const reached: string[] = [];

const nothing = { encode: () => Buffer.alloc(0), decode: () => ({}) };
const methodOf = (path: RpcPath) =>
  ({ path, request: nothing, response: nothing, responseStream: true }) as const;

const startServer = async (kind: Kind): Promise<RpcServer> => {
  const identify = createIdentityReader(pki.trust, pki.clusterId);
  const note = (path: RpcPath): void => void reached.push(path);
  const routes = rpcPaths.map((path) =>
    kind === "call"
      ? unaryRoute(methodOf(path), async () => {
          note(path);
          return {};
        })
      : serverStreamRoute(methodOf(path), async function* () {
          note(path);
          yield {};
        }),
  );
  return createServer({
    host: "127.0.0.1",
    port: 0,
    material: toMaterial(pki, await pki.agent(HOST, new Date())),
    routes,
    identify: (certificate) => identify(certificate, new Date()),
    shutOut: (peer) => shutOut({ ...minimalMembership(), revokedSerials }, peer),
    reportUnexpected: () => undefined,
  });
};

beforeAll(async () => {
  const madeAt = new Date(Date.now() - 60 * DAY_MS);
  pki = await createTestPki(undefined, madeAt);
  otherPki = await createTestPki(undefined, madeAt);
  servers = { call: await startServer("call"), stream: await startServer("stream") };
});
afterAll(async () => {
  await Promise.all(kinds.map((kind) => servers[kind].close(0)));
});

const credentialsOf = (of: TestPki, role: Role, at = new Date()): Promise<TestCredentials> =>
  role === "agent" ? of.agent(HOST, at) : of.operator("ada", role, at);

const contextOf = (credentials: TestCredentials): SecureContext =>
  createClientContext({
    roots: pki.trust.rootCertificate,
    chain: credentials.chain,
    key: renderPrivateKey(credentials.privateKey),
  });

const open = (kind: Kind, secureContext: SecureContext): Promise<OpenTransport> =>
  openTransport({
    target: { address: "127.0.0.1", port: servers[kind].port },
    identityName: `${HOST}.${pki.clusterId}.pharos.internal`,
    secureContext,
    timeoutMs: 5_000,
  });

/** `ok`, or the code with which the RPC was refused. */
const tryCall = async ({ transport }: OpenTransport, kind: Kind, path: RpcPath) => {
  const options = { timeoutMs: 10_000 };
  const ask = {
    call: () => transport.unary(methodOf(path), {}, options),
    stream: () => collect(transport.serverStream(methodOf(path), {}, options)),
  };
  return ask[kind]().then(
    () => "ok",
    (error: unknown) => toPharosError(error).code,
  );
};

/** Every RPC with what became of it, over one connection. */
const tryAll = async (kind: Kind, secureContext: SecureContext) => {
  const opened = await open(kind, secureContext);
  const outcomes = await Promise.all(rpcPaths.map((path) => tryCall(opened, kind, path)));
  opened.close();
  return Object.fromEntries(rpcPaths.map((path, at) => [path, outcomes[at]]));
};

const everywhere = (code: string) => Object.fromEntries(rpcPaths.map((path) => [path, code]));

describe.each(kinds)("every RPC as a %s", (kind) => {
  test.each(roles)("answers a %s where the table says so, and refuses elsewhere", async (role) => {
    const wanted = Object.fromEntries(
      rpcPaths.map((path) => [path, roleTable[path].includes(role) ? "ok" : "CALL_REFUSED"]),
    );
    expect(await tryAll(kind, contextOf(await credentialsOf(pki, role)))).toStrictEqual(wanted);
  });

  test.each(roles)("refuses a revoked %s", async (role) => {
    const credentials = await credentialsOf(pki, role);
    revokedSerials.push(new X509Certificate(credentials.chain).serialNumber.toLowerCase());
    reached.length = 0;
    const outcomes = await tryAll(kind, contextOf(credentials));
    expect(outcomes).toStrictEqual(everywhere("CERTIFICATE_REVOKED"));
    expect(reached).toStrictEqual([]);
  });

  test("refuses the agent of a host that is no member", async () => {
    const context = contextOf(await pki.agent("gone", new Date()));
    expect(await tryAll(kind, context)).toStrictEqual(everywhere("PEER_UNKNOWN"));
  });

  describe.each(roles)("is out of reach for a %s, because there is no handshake", (role) => {
    const refused = async (secureContext: SecureContext): Promise<void> => {
      reached.length = 0;
      await expect(open(kind, secureContext)).rejects.toMatchObject({ code: "TLS_REFUSED" });
      expect(reached).toStrictEqual([]);
    };

    test("with a certificate that has ended", async () => {
      const long = new Date(Date.now() - 45 * DAY_MS);
      await refused(contextOf(await credentialsOf(pki, role, long)));
    });

    test("with a certificate of another cluster's authorities, of the same names", async () => {
      await refused(contextOf(await credentialsOf(otherPki, role)));
    });
  });

  test("is out of reach without a certificate", async () => {
    const secureContext = createSecureContext({
      ca: pki.trust.rootCertificate,
      minVersion: "TLSv1.3",
    });
    await expect(open(kind, secureContext)).rejects.toMatchObject({ code: "TLS_REFUSED" });
  });
});
