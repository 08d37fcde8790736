import { Client, ChannelCredentials, Metadata } from "@grpc/grpc-js";
import { beforeAll, describe, expect, test } from "vitest";
import {
  callRefusedError,
  callCancelledError,
  callTimedOutError,
  connectionLostError,
  messageInvalidError,
  messageTooLargeError,
  rpcUnsupportedError,
  deadlineRequiredError,
} from "../../shared/errors/rpc-errors.ts";
import { unexpectedError } from "../../shared/errors/internal-errors.ts";
import { decodeErrorDetail } from "../../shared/rpc/error-detail.ts";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { sampleHealth } from "../support/health.ts";
import { connectTo, startTestServer, toMaterial } from "../support/rpc-server.ts";
import { createTestPki, type TestCredentials, type TestPki } from "../support/test-pki.ts";

let pki: TestPki;
let admin: TestCredentials;
beforeAll(async () => {
  pki = await createTestPki();
  admin = await pki.operator("ada", "admin");
});

const code = (factory: { readonly code: string }) =>
  expect.objectContaining({ code: factory.code });

describe("an error of a handler", () => {
  test("arrives with code, blame, hint and fields, and is known by its definition", async () => {
    const thrown = callRefusedError({ method: "x", role: "y" });
    const getHealth = async () => {
      throw thrown;
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    const error: unknown = await connection.host
      .getHealth({ podNetwork: false })
      .catch((caught: unknown) => caught);
    const { message, blame, hint, fields } = thrown;
    expect(error).toMatchObject({ code: thrown.code, message, blame, hint, fields });
    expect(callRefusedError.is(error)).toBe(true);
  });

  test("that is none of ours tells nothing of the host, and is reported there", async () => {
    const getHealth = async () => {
      throw new Error("token=abc in /etc/secret");
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    const error: unknown = await connection.host
      .getHealth({ podNetwork: false })
      .catch((caught: unknown) => caught);
    expect(error).toStrictEqual(code(unexpectedError));
    expect(JSON.stringify(error)).not.toContain("abc");
    expect(server.unexpected).toStrictEqual([new Error("token=abc in /etc/secret")]);
  });

  test("arrives although its fields are long", async () => {
    const getHealth = async () => {
      throw callRefusedError({ method: `${"x".repeat(100_000)}the end`, role: "y" });
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    await expect(connection.host.getHealth({ podNetwork: false })).rejects.toMatchObject({
      code: callRefusedError.code,
      fields: { method: expect.stringMatching(/^…x+the end$/), role: "y" },
    });
  });
});

describe("a call", () => {
  test("ends at its deadline, and its handler learns of it", async () => {
    const aborted = Promise.withResolvers<void>();
    const getHealth = async (_request: object, { signal }: { readonly signal: AbortSignal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      await aborted.promise;
      return sampleHealth();
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    await expect(
      connection.host.getHealth({ podNetwork: false }, { timeoutMs: 50 }),
    ).rejects.toStrictEqual(code(callTimedOutError));
    await expect(aborted.promise).resolves.toBeUndefined();
  });

  test("ends when the caller aborts, and its handler learns of it", async () => {
    const controller = new AbortController();
    const aborted = Promise.withResolvers<void>();
    const getHealth = async (_request: object, { signal }: { readonly signal: AbortSignal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      controller.abort();
      await aborted.promise;
      return sampleHealth();
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    const call = connection.host.getHealth({ podNetwork: false }, { signal: controller.signal });
    await expect(call).rejects.toStrictEqual(code(callCancelledError));
    await expect(aborted.promise).resolves.toBeUndefined();
  });

  test("does not begin when the caller has aborted before", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, admin);
    const call = connection.host.getHealth({ podNetwork: false }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toStrictEqual(code(callCancelledError));
    expect(server.unexpected).toStrictEqual([]);
  });

  test("leaves the handler's signal alone when it has its answer", async () => {
    const signals: AbortSignal[] = [];
    const getHealth = async (_request: object, { signal }: { readonly signal: AbortSignal }) => {
      signals.push(signal);
      return sampleHealth();
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    await connection.host.getHealth({ podNetwork: false });
    connection.close();
    await server.close(1_000);
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([false]);
  });

  test("tells its handler the deadline", async () => {
    const deadlines: (number | undefined)[] = [];
    const getHealth = async (
      _request: object,
      { deadlineMs }: { readonly deadlineMs?: number },
    ) => {
      deadlines.push(deadlineMs);
      return sampleHealth();
    };
    await using server = await startTestServer(pki, { host: { getHealth } });
    using connection = await connectTo(server, pki, admin);
    await connection.host.getHealth({ podNetwork: false }, { timeoutMs: 3_600_000 });
    expect(deadlines[0]).toBeGreaterThan(Date.now() + 3_500_000);
  });

  test("larger than its RPC takes is refused before the handler", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, admin);
    const call = connection.runs.getRun({ run: "x".repeat(1_100_000) });
    await expect(call).rejects.toMatchObject({
      code: messageTooLargeError.code,
      fields: { limitBytes: 1_048_576 },
    });
    expect(server.unexpected).toStrictEqual([]);
  });

  test("larger than the wire takes is refused on this side", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, admin);
    const call = connection.secrets.putSecrets({
      secrets: [{ name: "a", hash: "b", value: Buffer.alloc(5_000_000) }],
      fencingNumber: 1,
    });
    await expect(call).rejects.toStrictEqual(code(messageTooLargeError));
  });

  test("with secrets may be larger than others", async () => {
    const sizes: number[] = [];
    const putSecrets = async ({
      secrets,
    }: {
      readonly secrets: readonly { readonly value: Uint8Array }[];
    }) => {
      sizes.push(...secrets.map(({ value }) => value.length));
      return {};
    };
    await using server = await startTestServer(pki, { secrets: { putSecrets } });
    using connection = await connectTo(server, pki, admin);
    await connection.secrets.putSecrets({
      secrets: [{ name: "a", hash: "b", value: Buffer.alloc(3_000_000) }],
      fencingNumber: 1,
    });
    expect(sizes).toStrictEqual([3_000_000]);
  });

  test("that the agent does not know is told as such", async () => {
    await using server = await startTestServer(pki);
    using connection = await connectTo(server, pki, admin);
    await expect(connection.cluster.getClusterStatus({})).rejects.toStrictEqual(
      code(rpcUnsupportedError),
    );
  });

  test("fails when the agent goes away during it, and the next one reaches its successor", async () => {
    const stopped = Promise.withResolvers<void>();
    const first = await startTestServer(pki, {
      host: {
        getHealth: async () => {
          stopped.resolve();
          return await new Promise(() => {});
        },
      },
    });
    using connection = await connectTo(first, pki, admin);
    const call = connection.host.getHealth({ podNetwork: false });
    const outcome = expect(call).rejects.toStrictEqual(code(connectionLostError));
    await stopped.promise;
    await first.close(0);
    await outcome;
    await using _second = await startTestServer(
      pki,
      { host: { getHealth: async () => sampleHealth() } },
      { port: first.port },
    );
    await expect(connection.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
  });
});

describe("a client that does not play by the rules", () => {
  const rawCall = async (
    server: { readonly port: number },
    request: Buffer,
    options: { readonly deadline?: number },
  ): Promise<string | undefined> => {
    const credentials = ChannelCredentials.createFromSecureContext(
      createClientContext(toMaterial(pki, admin)),
    );
    const client = new Client(`127.0.0.1:${server.port}`, credentials, {
      "grpc.ssl_target_name_override": agentDnsName("master-1", pki.clusterId),
    });
    const detail = await new Promise<Uint8Array | string | undefined>((resolve) => {
      const same = (bytes: Buffer) => bytes;
      client.makeUnaryRequest(
        "/pharos.v1.HostService/GetHealth",
        same,
        same,
        request,
        new Metadata(),
        options,
        (error) => resolve(error?.metadata.get("pharos-error-bin")[0]),
      );
    });
    client.close();
    return detail instanceof Uint8Array ? decodeErrorDetail(detail)?.code : detail;
  };

  test("is refused without a deadline", async () => {
    await using server = await startTestServer(pki);
    expect(await rawCall(server, Buffer.alloc(0), {})).toBe(deadlineRequiredError.code);
  });

  test("is refused with bytes that are no message", async () => {
    await using server = await startTestServer(pki);
    const broken = Buffer.from("ffffff", "hex");
    expect(await rawCall(server, broken, { deadline: Date.now() + 10_000 })).toBe(
      messageInvalidError.code,
    );
  });
});
