import { describe, expect, test } from "vitest";
import { fullNodeSpec, minimalNodeSpec } from "../../test/support/node-specs.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import type * as wire from "../rpc/gen/spec.ts";
import { decodeNodeSpec, encodeNodeSpec, toWireNodeSpec } from "./node-spec-wire.ts";
import type { NodeSpec } from "./node-spec.ts";

const codec = codecOf("pharos.v1.NodeSpec");
const decodeWire = (spec: wire.NodeSpec): NodeSpec => decodeNodeSpec(codec.encode(spec));

describe("a node spec on the wire", () => {
  test.each([
    ["with every part", fullNodeSpec()],
    ["with no optional part", minimalNodeSpec()],
    ["for removal", { ...minimalNodeSpec(), ensure: "absent" as const }],
    [
      "with Weave",
      {
        ...minimalNodeSpec(),
        network: { provider: "weave" as const, clusterCidr: "10.32.0.0/12" },
      },
    ],
  ])("comes back as it was, %s", (_title, spec) => {
    expect(decodeNodeSpec(encodeNodeSpec(spec))).toStrictEqual(spec);
  });

  test("is the same bytes each time", () => {
    expect(encodeNodeSpec(fullNodeSpec())).toStrictEqual(encodeNodeSpec(fullNodeSpec()));
  });

  test("keeps a label named __proto__ a label", () => {
    const labels = JSON.parse('{"__proto__":"x","a":"b"}');
    const spec = minimalNodeSpec();
    const given = { ...spec, system: { ...spec.system, environment: labels } };
    const read = decodeNodeSpec(encodeNodeSpec(given));
    expect(Object.entries(read.system.environment)).toStrictEqual(Object.entries(labels));
  });

  test("is refused when its bytes are broken", () => {
    const bytes = encodeNodeSpec(fullNodeSpec());
    expect(() => decodeNodeSpec(bytes.subarray(0, bytes.length - 3))).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });

  test("is refused when it is empty", () => {
    expect(() => decodeNodeSpec(new Uint8Array())).toThrow(
      expect.objectContaining({
        code: messageInvalidError.code,
        fields: { message: "NodeSpec", field: "cluster", reason: "is missing" },
      }),
    );
  });

  test.each([
    ["a part", { kubernetes: undefined }, "kubernetes"],
    ["its role", { role: "HOST_ROLE_UNSPECIFIED" as const }, "role"],
    ["its number", { generation: 0 }, "generation"],
    ["its network's provider", { network: {} }, "provider"],
  ])("is refused without %s", (_title, change, field) => {
    const spec = { ...toWireNodeSpec(minimalNodeSpec()), ...change };
    expect(() => decodeWire(spec)).toThrow(
      expect.objectContaining({
        code: messageInvalidError.code,
        fields: expect.objectContaining({ field }),
      }),
    );
  });

  test("is refused with a value of an enumeration that only newer versions know", () => {
    const known = encodeNodeSpec({ ...minimalNodeSpec(), ensure: "absent" });
    // Field 4, ensure, once more with the value 9: the last one counts.
    const bytes = Buffer.concat([known, Buffer.from([0x20, 9])]);
    expect(() => decodeNodeSpec(bytes)).toThrow(
      expect.objectContaining({
        code: messageInvalidError.code,
        fields: expect.objectContaining({ field: "ensure" }),
      }),
    );
  });

  test("is read although it has fields that only newer versions know", () => {
    // Field 2000, a varint.
    const bytes = Buffer.concat([encodeNodeSpec(minimalNodeSpec()), Buffer.from([0x80, 0x7d, 1])]);
    expect(decodeNodeSpec(bytes)).toStrictEqual(minimalNodeSpec());
  });
});
