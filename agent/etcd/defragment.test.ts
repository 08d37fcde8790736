import { expect, test } from "vitest";
import type { Host } from "../host/host.ts";
import { defragment } from "./defragment.ts";

/** etcd with an alarm, and what it was told. */
const fullEtcd = () => {
  const told: string[] = [];
  let databaseBytes = 900;
  const etcd: Pick<Host["etcd"], "status" | "defragment" | "endSpaceAlarm"> = {
    status: async () => ({
      kind: "ok",
      value: {
        clusterId: "c",
        memberId: "a1",
        leaderId: "a1",
        version: "3.4.23",
        databaseBytes,
        usedBytes: 100,
        revision: 1,
        alarms: ["NOSPACE"],
      },
    }),
    defragment: async () => {
      told.push("defragment");
      databaseBytes = 100;
    },
    endSpaceAlarm: async (id) => void told.push(`end alarm of ${id}`),
  };
  return { etcd, told };
};

test("what it gave back is told, and the alarm stays", async () => {
  const { etcd, told } = fullEtcd();
  expect(await defragment({ etcd }, "10.0.0.1", { endAlarm: false })).toEqual({
    bytesBefore: 900,
    bytesAfter: 100,
  });
  expect(told).toEqual(["defragment"]);
});

test("the alarm ends afterwards where it is asked for", async () => {
  const { etcd, told } = fullEtcd();
  await defragment({ etcd }, "10.0.0.1", { endAlarm: true });
  expect(told).toEqual(["defragment", "end alarm of a1"]);
});
