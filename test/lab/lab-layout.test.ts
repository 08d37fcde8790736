import { expect, test } from "vitest";
import { LabError } from "./lab-error.ts";
import { planHosts } from "./lab-layout.ts";

test("hosts are named by role and number and have addresses of their role's range", () => {
  expect(planHosts({ masters: 1, workers: 2, bastion: true })).toEqual([
    { name: "m1", role: "master", address: "10.77.0.11" },
    { name: "w1", role: "worker", address: "10.77.0.21" },
    { name: "w2", role: "worker", address: "10.77.0.22" },
    { name: "b1", role: "bastion", address: "10.77.0.5" },
  ]);
});

test("addresses of masters never run into those of workers", () => {
  expect(() => planHosts({ masters: 10, workers: 0 })).toThrow(LabError);
});

test("a lab without hosts is refused", () => {
  expect(() => planHosts({ masters: 0, workers: 0 })).toThrow(LabError);
});
