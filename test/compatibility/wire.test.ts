import type protobuf from "protobufjs/light.js";
import { describe, expect, test } from "vitest";
import { codecOf } from "../../shared/rpc/codec.ts";
import { descriptorJson } from "../../shared/rpc/gen/descriptor.ts";
import { encodeNodeSpec, decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { sampleHealth } from "../support/health.ts";
import { fullNodeSpec } from "../support/node-specs.ts";
import { findWireBreaks } from "./find-wire-breaks.ts";
import { previousRoot, previousWire, throughOldWire } from "./through-old-wire.ts";

const present: protobuf.INamespace = JSON.parse(descriptorJson);

test("nothing of the wire of the minor before is gone or has another meaning", () => {
  expect(findWireBreaks(previousWire, present)).toEqual([]);
});

describe("a change that the minor before would not understand is found", () => {
  /** The descriptor as text with one thing replaced. */
  const breaksOf = (from: string, to: string): readonly string[] => {
    expect(descriptorJson).toContain(from);
    const changed: protobuf.INamespace = JSON.parse(descriptorJson.replace(from, to));
    return findWireBreaks(previousWire, changed);
  };

  test.each([
    [
      "a field with another number",
      '"generation":{"type":"int64","id":2}',
      '"generation":{"type":"int64","id":99}',
    ],
    [
      "a field of another type",
      '"certificateRequest":{"type":"bytes","id":1}',
      '"certificateRequest":{"type":"string","id":1}',
    ],
    [
      "a number under another name",
      '"chain":{"type":"string","id":1}',
      '"url":{"type":"string","id":1}',
    ],
    ["a list that is one", '"rule":"repeated","type":"Member","id":3', '"type":"Member","id":3'],
    ["an enum's value with another number", '"PROFILE_HOST":1', '"PROFILE_HOST":9'],
    [
      "a method with another answer",
      '"requestType":"GetTrustRequest","responseType":"GetTrustResponse"',
      '"requestType":"GetTrustRequest","responseType":"RenewResponse"',
    ],
  ])("%s", (_, from, to) => {
    expect(breaksOf(from, to)).toHaveLength(1);
  });
});

describe("an agent of the minor before", () => {
  test("answers a health that today's controller reads, without what it does not know", () => {
    const bytes = codecOf("pharos.v1.GetHealthResponse").encode(sampleHealth());
    const answer = codecOf("pharos.v1.GetHealthResponse").decode(
      throughOldWire("pharos.v1.GetHealthResponse", bytes),
    );
    expect(answer).toEqual({ ...sampleHealth(), authoritiesEndAtMs: 0 });
  });

  test("reads a spec of today's controller, whose bytes it keeps as they were signed", () => {
    const payload = encodeNodeSpec(fullNodeSpec());
    const spec = previousRoot.lookupType("pharos.v1.NodeSpec").decode(payload);
    expect(spec).toMatchObject({ host: fullNodeSpec().host });
    const document = {
      kind: "DOCUMENT_KIND_NODE_SPEC",
      payload,
      keyId: "k",
      signature: payload,
    } as const;
    const kept = codecOf("pharos.v1.SignedDocument").decode(
      throughOldWire(
        "pharos.v1.SignedDocument",
        codecOf("pharos.v1.SignedDocument").encode(document),
      ),
    );
    expect(decodeNodeSpec(kept.payload)).toEqual(fullNodeSpec());
  });
});

test("a controller of the minor before sends specs that today's agent reads", () => {
  const payload = throughOldWire("pharos.v1.NodeSpec", encodeNodeSpec(fullNodeSpec()));
  const { host, generation, kubernetes: full, network, agent } = fullNodeSpec();
  const { adopted: _newer, ...kubernetes } = full;
  const read = decodeNodeSpec(payload);
  const { externalEtcd, snapshotStore, ...known } = kubernetes.controlPlane;
  const newer = { files: [], apiServerFolders: [], controllerManagerFolders: [] };
  expect(read).toMatchObject({
    host,
    generation,
    kubernetes: {
      ...kubernetes,
      kubelet: { ...kubernetes.kubelet, files: [] },
      controlPlane: { ...known, ...newer },
    },
    network,
    agent,
  });
  expect([externalEtcd === undefined, read.kubernetes.controlPlane.externalEtcd]).toEqual([
    false,
    undefined,
  ]);
  expect([snapshotStore === undefined, read.kubernetes.controlPlane.snapshotStore]).toEqual([
    false,
    undefined,
  ]);
});

test("a value of an enum that is newer than the reader is refused, not taken for another", () => {
  const type = previousRoot.lookupType("pharos.v1.ApplyRequest");
  const bytes = type.encode(type.create({ run: "r", profile: 77 })).finish();
  const { profile } = codecOf("pharos.v1.ApplyRequest").decode(bytes);
  expect(() => profiles.fromWire(profile, "ApplyRequest", "profile")).toThrow(/unknown value 77/);
});
