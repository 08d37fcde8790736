import { expect, test } from "vitest";
import { LabError } from "./lab-error.ts";
import { requireResolvers } from "./machine-resolvers.ts";

test("name servers are taken in their order, other lines are not", () => {
  const text =
    "# nameserver 192.0.2.9\nsearch example\nnameserver 192.0.2.53\n nameserver\t192.0.2.54\n";
  expect(requireResolvers(text)).toEqual(["192.0.2.53", "192.0.2.54"]);
});

test("those that hosts cannot ask are left out beside one that they can", () => {
  const text = "nameserver 127.0.0.1\nnameserver 2001:db8::53\nnameserver 192.0.2.53\n";
  expect(requireResolvers(text)).toEqual(["192.0.2.53"]);
});

test.each([
  ["a stub on the loopback", "nameserver 127.0.0.53\noptions edns0\n", /names 127\.0\.0\.53,/],
  ["an IPv6 resolver alone", "nameserver 2001:db8::53\n", /names 2001:db8::53,/],
  ["one in the hosts' own network", "nameserver 10.77.0.53\n", /names 10\.77\.0\.53,/],
  ["nothing", "", /names no name server,/],
])("%s is refused with what was found", (_, text, message) => {
  expect(() => requireResolvers(text)).toThrow(LabError);
  expect(() => requireResolvers(text)).toThrow(message);
});
