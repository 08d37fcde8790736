import { expect, test } from "vitest";
import { programFailed } from "./host-errors.ts";

const told = (stderr: string): string =>
  programFailed({ program: "kubeadm", reason: "kubeadm join", exitCode: 1, stderr }).message;

test("of an output the last line that speaks of an error is told", () => {
  expect(told("warning: x\nerror: no such host\nbye\n")).toMatch(/: error: no such host$/);
  expect(told("one\ntwo\n")).toMatch(/: two$/);
  expect(told("")).toMatch(/exit code 1: /);
});

test("kubeadm's advice to ask for more is not what it failed over", () => {
  const stderr =
    "error execution phase preflight: couldn't validate the identity of the API Server\nTo see the stack trace of this error execute with --v=5 or higher\n";
  expect(told(stderr)).toMatch(/couldn't validate the identity of the API Server$/);
});
