import { describe, expect, test } from "vitest";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { applyParts, describeLeftOut, readScope } from "./apply-scope.ts";

const yml = `
network: {provider: bridge}
hosts:
- {address: 192.0.2.1, role: master}
- {address: worker-1.example, role: worker, labels: {zone: b}}
- {address: 192.0.2.9, role: worker, labels: {zone: b, disk: fast}}
`;

const { config } = await loadConfigText(yml);

const chosenBy = (...words: readonly string[]) => {
  const scope = readScope(words, config, fullMembership());
  return config.hosts.filter(scope.isChosen).map(({ address }) => address);
};

describe("--only chooses", () => {
  test.each([
    { words: [], hosts: ["192.0.2.1", "worker-1.example", "192.0.2.9"] },
    { words: ["master-1"], hosts: ["192.0.2.1"] },
    { words: ["192.0.2.9", "worker-1"], hosts: ["worker-1.example", "192.0.2.9"] },
    { words: ["zone=b"], hosts: ["worker-1.example", "192.0.2.9"] },
    { words: ["disk=fast"], hosts: ["192.0.2.9"] },
    { words: ["network"], hosts: ["192.0.2.1", "worker-1.example"] },
    { words: ["network", "host"], hosts: ["192.0.2.1", "worker-1.example", "192.0.2.9"] },
    { words: ["zone=b", "host"], hosts: ["worker-1.example", "192.0.2.9"] },
  ])("by $words: $hosts", ({ words, hosts }) => {
    expect(chosenBy(...words)).toEqual(hosts);
  });

  test("parts, all of them unless some are named", () => {
    expect([...readScope(["192.0.2.1"], config, undefined).parts]).toEqual([...applyParts]);
    expect([...readScope(["worker", "network"], config, fullMembership()).parts]).toEqual([
      "worker",
      "network",
    ]);
  });
});

test("members are looked at though they are left out, others are not", () => {
  const scope = readScope(["worker-1"], config, fullMembership());
  expect(config.hosts.filter(scope.isLookedAt).map(({ address }) => address)).toEqual([
    "192.0.2.1",
    "worker-1.example",
  ]);
  expect(scope.leftOut).toEqual(["master-1", "192.0.2.9"]);
  expect(describeLeftOut(scope)).toBe("master-1, 192.0.2.9");
});

test.each(["w7", "zone=c", "zone", "masters"])("%s means nothing and is refused", (word) => {
  expect(() => readScope([word], config, fullMembership())).toThrow(
    expect.objectContaining({
      code: "ONLY_UNKNOWN",
      fields: expect.objectContaining({ said: word }),
    }),
  );
});

test("a part of a host that has no agent yet is refused, unless it is the first", () => {
  expect(() => readScope(["192.0.2.9", "worker"], config, fullMembership())).toThrow(
    expect.objectContaining({ code: "ONLY_NEEDS_MORE" }),
  );
  expect(chosenBy("192.0.2.9", "host")).toEqual(["192.0.2.9"]);
});
