import { expect, test } from "vitest";
import { LabError } from "./lab-error.ts";
import type { OnlineSupply } from "./lab-state.ts";
import { isSameOnline, requestOnline } from "./online-supply.ts";

test("the offline supply and none ask for nothing online", () => {
  expect(requestOnline({ supply: "offline", forward: true })).toBeUndefined();
  expect(requestOnline({ supply: false, forward: true })).toBeUndefined();
});

test("the online supply takes the version asked for, else the newest known one", () => {
  expect(requestOnline({ supply: "online", forward: true })).toEqual({
    kubernetesVersion: "1.36.2",
    forwards: true,
  });
  expect(requestOnline({ supply: "online", kubernetes: "1.30.1", forward: false })).toEqual({
    kubernetesVersion: "1.30.1",
    forwards: false,
  });
});

test.each([
  ["what is no version", { supply: "online", kubernetes: "v1.36", forward: true }],
  [
    "a version without the online supply",
    { supply: "offline", kubernetes: "1.36.2", forward: true },
  ],
  ["a closed uplink without the online supply", { supply: "offline", forward: false }],
])("%s is refused", (_, flags) => {
  expect(() => requestOnline(flags)).toThrow(LabError);
});

test("a lab that is up is another one with another version or another supply", () => {
  const found: OnlineSupply = {
    kubernetesVersion: "1.36.2",
    resolvers: ["192.0.2.53"],
    uplink: {
      link: "lab-0a1b2c3d",
      table: "pharos-lab-one",
      machineAddress: "10.77.1.1",
      labAddress: "10.77.1.2",
      forwards: true,
    },
  };
  expect(isSameOnline(found, { kubernetesVersion: "1.36.2" })).toBe(true);
  expect(isSameOnline(found, { kubernetesVersion: "1.35.0" })).toBe(false);
  expect(isSameOnline(found, { kubernetesVersion: "1.36.2", forwards: false })).toBe(false);
  expect(isSameOnline(found, undefined)).toBe(false);
  expect(isSameOnline(undefined, undefined)).toBe(true);
});
