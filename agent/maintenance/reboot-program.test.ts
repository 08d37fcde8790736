import { expect, test } from "vitest";
import { toRebootProgram } from "./reboot-program.ts";

test("systemd reboots the host unless something else is said", () => {
  expect(toRebootProgram({})).toEqual(["systemctl", "--no-ask-password", "reboot"]);
});

test("a program and a signal are sent from outside of the agent's own unit; the signal counts", () => {
  const rebootProgram = "/usr/local/bin/down";
  expect(toRebootProgram({ rebootProgram }).slice(-2)).toEqual(["--", rebootProgram]);
  expect(toRebootProgram({ rebootProgram, rebootSignal: 39 }).slice(-5)).toEqual([
    "--",
    "kill",
    "-s",
    "39",
    "1",
  ]);
});
