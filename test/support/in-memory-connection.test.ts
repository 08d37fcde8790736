import { describe, expect, test } from "vitest";
import { unexpectedError } from "../../shared/errors/internal-errors.ts";
import { callRefusedError, rpcUnsupportedError } from "../../shared/errors/rpc-errors.ts";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import { hostServiceRoutes } from "../../shared/rpc/gen/host-service.ts";
import { runServiceRoutes } from "../../shared/rpc/gen/run-service.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { collect } from "./collect.ts";
import { sampleHealth } from "./health.ts";
import { connectInMemory } from "./in-memory-connection.ts";
import { runRecord } from "./runs.ts";

const viewer: PeerIdentity = { kind: "operator", name: "vera", role: "viewer", serial: "00" };
const missing = () => {
  throw new Error("secret");
};
const routes = [
  ...hostServiceRoutes({
    getHealth: async () => sampleHealth(),
    getFacts: missing,
    probeServers: missing,
    removeAgent: missing,
  }),
  ...runServiceRoutes({
    listRuns: missing,
    getRun: missing,
    stopRun: missing,
    watchRun: async function* () {
      yield toWireRunRecord(runRecord({ type: "task-unchanged", task: "a" }, 1));
      yield toWireRunRecord(runRecord({ type: "task-unchanged", task: "b" }, 2));
    },
  }),
];

describe("a connection in memory", () => {
  const connection = connectInMemory(routes, viewer);

  test("answers calls", async () => {
    await expect(connection.host.getHealth({ podNetwork: false })).resolves.toMatchObject({
      ready: true,
    });
  });

  test("answers streams", async () => {
    const records = await collect(connection.runs.watchRun({ run: "r", afterSequence: 0 }));
    expect(records.map(({ sequence }) => sequence)).toStrictEqual([1, 2]);
  });

  test.each([
    ["refuses by role", () => connection.host.removeAgent({ fencingNumber: 1 }), callRefusedError],
    ["knows what is not routed", () => connection.secrets.listSecrets({}), rpcUnsupportedError],
    ["tells nothing of unknown errors", () => connection.host.getFacts({}), unexpectedError],
  ])("%s", async (_title, call, error) => {
    await expect(call()).rejects.toMatchObject({ code: error.code });
  });
});
