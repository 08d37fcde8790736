import { describe, expect, test } from "vitest";
import { messageInvalidError } from "../../shared/errors/rpc-errors.ts";
import { readSources, sourceOf, toMatches } from "./log-source.ts";

describe("what is matched in the journal", () => {
  test("is the units' lines, systemd's about them, and the kernel's", () => {
    expect(toMatches(["LOG_SOURCE_AGENT", "LOG_SOURCE_KUBELET", "LOG_SOURCE_KERNEL"])).toEqual([
      "_SYSTEMD_UNIT=pharos-agent.service",
      "_SYSTEMD_UNIT=kubelet.service",
      "+",
      "_PID=1",
      "UNIT=pharos-agent.service",
      "UNIT=kubelet.service",
      "+",
      "_TRANSPORT=kernel",
    ]);
  });

  test("is the kernel alone when it alone is asked for", () => {
    expect(toMatches(["LOG_SOURCE_KERNEL"])).toEqual(["_TRANSPORT=kernel"]);
  });

  test("is of one machine alone in each of its parts", () => {
    expect(toMatches(["LOG_SOURCE_KUBELET", "LOG_SOURCE_KERNEL"], "ab12")).toEqual([
      "_SYSTEMD_UNIT=kubelet.service",
      "_MACHINE_ID=ab12",
      "+",
      "_PID=1",
      "UNIT=kubelet.service",
      "_MACHINE_ID=ab12",
      "+",
      "_TRANSPORT=kernel",
      "_MACHINE_ID=ab12",
    ]);
  });
});

test("nothing asked for is everything, and a source that is not known is refused", () => {
  expect(readSources([])).toHaveLength(5);
  expect(readSources(["LOG_SOURCE_KUBELET", "LOG_SOURCE_KUBELET"])).toEqual(["LOG_SOURCE_KUBELET"]);
  // What the wire cannot name comes as its number.
  for (const unknown of ['["LOG_SOURCE_UNSPECIFIED"]', "[7]"])
    expect(() => readSources(JSON.parse(unknown))).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
});

test.each([
  [{ unit: "kubelet.service", isKernel: false }, "LOG_SOURCE_KUBELET"],
  [{ unit: "pharos-api-proxy.service", isKernel: false }, "LOG_SOURCE_API_PROXY"],
  [{ unit: undefined, isKernel: true }, "LOG_SOURCE_KERNEL"],
  [{ unit: "ssh.service", isKernel: false }, undefined],
  [{ unit: undefined, isKernel: false }, undefined],
])("%j is of %s", (entry, source) => {
  expect(sourceOf(entry)).toBe(source);
});
