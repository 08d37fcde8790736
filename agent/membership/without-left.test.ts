import { expect, test } from "vitest";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import type { Member } from "../../shared/spec/membership.ts";
import { withoutLeft } from "./without-left.ts";

const spec = {
  ...fullNodeSpec(),
  apiProxy: {
    backends: [
      { name: "m1", address: "10.0.0.1" },
      { name: "m2", address: "10.0.0.2" },
    ],
  },
  network: {
    provider: "bridge",
    podCidr: "10.32.9.0/24",
    clusterCidr: "10.32.0.0/12",
    routes: [
      { destination: "10.32.1.0/24", gateway: "10.0.0.1" },
      { destination: "10.32.2.0/24", gateway: "10.0.0.2" },
    ],
  },
} as const;

const member = (name: string, privateAddress: string): Member => ({
  name,
  address: privateAddress,
  privateAddress,
  role: "master",
  state: "member",
});

test("a master that has left is no way to the API, and there is no route to its pods", () => {
  const left = withoutLeft(spec, [member("m2", "10.0.0.2")]);
  expect(left.apiProxy.backends).toEqual([{ name: "m2", address: "10.0.0.2" }]);
  expect(left.network).toMatchObject({
    routes: [{ destination: "10.32.2.0/24", gateway: "10.0.0.2" }],
  });
});

test("where nobody would be left the balancer stays as it is", () => {
  expect(withoutLeft(spec, []).apiProxy).toEqual(spec.apiProxy);
});
