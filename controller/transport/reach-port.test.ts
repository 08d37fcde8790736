import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { agentUnreachableError, callCancelledError } from "../../shared/errors/rpc-errors.ts";
import { reachPort } from "./reach-port.ts";

const never = new AbortController().signal;
const portOf = (server: ReturnType<typeof createServer>): number => {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};
const listen = async (host = "127.0.0.1") => {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, host);
  await once(server, "listening");
  return server;
};

test.each([
  { address: "127.0.0.1", on: "127.0.0.1" },
  { address: "::1", on: "::1" },
  { address: "localhost", on: "127.0.0.1" },
])("a port that listens on $on is reached at $address", async ({ address, on }) => {
  const server = await listen(on);
  const question = { address, port: portOf(server), limitMs: 5_000, signal: never };
  await expect(reachPort(question)).resolves.toBeUndefined();
  server.close();
});

test("one where nobody listens is told by the system's word", async () => {
  const server = await listen();
  const port = portOf(server);
  server.close();
  await once(server, "close");
  const question = { address: "127.0.0.1", port, limitMs: 5_000, signal: never };
  await expect(reachPort(question)).rejects.toMatchObject({
    code: agentUnreachableError.code,
    fields: { address: `127.0.0.1:${port}`, reason: "ECONNREFUSED" },
  });
});

test("whoever gives up is told so", async () => {
  const question = { address: "127.0.0.1", port: 9, limitMs: 5_000, signal: AbortSignal.abort() };
  await expect(reachPort(question)).rejects.toMatchObject({ code: callCancelledError.code });
});
