import { describe, expect, test } from "vitest";
import { fullFacts, minimalFacts } from "../../test/support/host-facts.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import { fromWireFacts, toWireFacts } from "./facts-wire.ts";

const codec = codecOf("pharos.v1.HostFacts");

describe("facts on the wire", () => {
  test.each([
    ["with every part", fullFacts()],
    ["with no optional part", minimalFacts()],
  ])("come back as they were, %s", (_title, facts) => {
    expect(fromWireFacts(codec.decode(codec.encode(toWireFacts(facts))))).toStrictEqual(facts);
  });

  test("are refused without a cgroup version", () => {
    expect(() => fromWireFacts({ ...toWireFacts(minimalFacts()), cgroupVersion: 0 })).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });

  test("are read from an agent that does not tell its architecture", () => {
    const kernel = { release: "6.1", architecture: "ARCHITECTURE_UNSPECIFIED" as const };
    const facts = fromWireFacts({ ...toWireFacts(minimalFacts()), kernel });
    expect(facts.kernel.architecture).toBe("other");
  });
});
