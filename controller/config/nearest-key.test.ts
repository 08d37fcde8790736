import { expect, test } from "vitest";
import { nearestKey } from "./nearest-key.ts";

const keys = ["address", "private_address", "role", "ssh_port", "labels", "taints"];

test.each([
  ["adress", "address"],
  ["addres", "address"],
  ["adderss", "address"],
  ["sshPort", "ssh_port"],
  ["ssh-port", "ssh_port"],
  ["roel", "role"],
  ["label", "labels"],
  ["privateAddress", "private_address"],
])("%s is taken for %s", (written, meant) => {
  expect(nearestKey(written, keys)).toBe(meant);
});

test.each(["", "x", "telemetry", "zzzzzzzz"])("%j is taken for nothing", (written) => {
  expect(nearestKey(written, keys)).toBeUndefined();
});
