import { expect, test } from "vitest";
import { parseEtcdStatus } from "./real-etcd.ts";
import { encodeNumberField } from "./wire-fields.ts";

const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);

const header = Buffer.concat([
  encodeNumberField(1, 0xc0ffeen),
  encodeNumberField(2, 10_276_657_743_932_975_437n),
  encodeNumberField(3, 4_321n),
]);

test("a server's status is read with its own alarms alone, though it tells all", () => {
  const texts = [
    "memberID:10276657743932975437 alarm:NOSPACE ",
    "memberID:5 alarm:CORRUPT ",
    "etcdserver: no leader",
  ];
  const message = Buffer.concat([
    bytesField(1, header),
    bytesField(2, Buffer.from("3.4.23")),
    encodeNumberField(3, 2_000_000n),
    ...texts.map((text) => bytesField(8, Buffer.from(text))),
    encodeNumberField(9, 1_500_000n),
  ]);
  expect(parseEtcdStatus(message)).toEqual({
    clusterId: "c0ffee",
    memberId: "8e9e05c52164694d",
    leaderId: undefined,
    version: "3.4.23",
    databaseBytes: 2_000_000,
    usedBytes: 1_500_000,
    revision: 4_321,
    alarms: ["NOSPACE"],
  });
});
