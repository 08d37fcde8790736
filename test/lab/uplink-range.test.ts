import { expect, test } from "vitest";
import { LabError } from "./lab-error.ts";
import { chooseUplinkRange, parseRoutes } from "./uplink-range.ts";

test("a machine that uses none of the ranges gets the one beside the hosts'", () => {
  expect(chooseUplinkRange(["192.0.2.0/24", "127.0.0.0/8", "192.0.2.2"])).toEqual({
    machineAddress: "10.77.1.1",
    labAddress: "10.77.1.2",
  });
});

test.each([
  ["a link of another lab", ["10.77.1.0/30"], "10.77.2.1"],
  ["a single address in the range", ["10.77.1.3"], "10.77.2.1"],
  ["a network that the range lies in", ["10.0.0.0/8"], "172.29.1.1"],
  ["several networks", ["10.0.0.0/8", "172.16.0.0/12"], "192.168.1.1"],
])("%s is stepped over", (_, taken, machineAddress) => {
  expect(chooseUplinkRange(taken)).toMatchObject({ machineAddress });
});

test("a machine that uses all private ranges is told so", () => {
  const taken = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
  expect(() => chooseUplinkRange(taken)).toThrow(LabError);
});

test("default routes take no range, and each destination counts once", () => {
  const shown = JSON.stringify([
    { dst: "default", gateway: "192.0.2.1", dev: "eth0" },
    { dst: "192.0.2.0/24", dev: "eth0" },
    { type: "local", dst: "192.0.2.2", dev: "eth0", table: "local" },
    { dst: "192.0.2.0/24", dev: "eth1" },
  ]);
  expect(parseRoutes(shown)).toEqual(["192.0.2.0/24", "192.0.2.2"]);
});
