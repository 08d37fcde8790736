import { expect, test } from "vitest";
import { checkRoles } from "./check-roles.ts";
import { readParts } from "./config-parts.ts";

const findings = (endpoint: string, roles: readonly string[]): readonly string[] => {
  const hosts = roles.map((role, at) => ({ address: `10.0.0.${at + 1}`, role }));
  const adopted = { ca_certificate_hash: "", endpoint };
  const found = checkRoles(readParts({ hosts, adopted }));
  return found.filter(({ severity }) => severity === "error").map(({ message }) => message);
};

test("masters of an adopted cluster have an address for all of them", () => {
  const three = ["master", "master", "master"];
  expect(findings("10.0.0.1:6443", ["master", "worker"])).toEqual([]);
  expect(findings("lb.example.com:6443", three)).toEqual([]);
  expect(findings("10.0.0.2:6443", three)).toEqual([
    "10.0.0.2 is one master's own address, and there are 3 masters",
  ]);
});
