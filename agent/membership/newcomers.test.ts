import { expect, test } from "vitest";
import type { Membership } from "../../shared/spec/membership.ts";
import { createNewcomers } from "./newcomers.ts";

const membership = (...names: readonly string[]): Membership => ({
  cluster: { id: "c", name: "c" },
  number: 1,
  members: names.map((name) => ({
    name,
    address: "10.0.0.1",
    privateAddress: "10.0.0.1",
    role: "worker",
    state: name.startsWith("gone") ? "removed" : "member",
  })),
  signers: [],
  revokedSerials: [],
});

test("whom the agent finds at its start is let in, and so is whoever comes by another agent", () => {
  const newcomers = createNewcomers(membership("w1", "gone-1"));
  const told: (readonly string[])[] = [];
  newcomers.observe(() => void told.push([...newcomers.names()]));
  newcomers.welcome(membership("w1", "w2", "gone-2"));
  expect(told).toEqual([["w1", "w2"]]);
});

test("who has left is a stranger, and comes anew under the old name", () => {
  const newcomers = createNewcomers(membership("w1", "w2"));
  let told = 0;
  newcomers.observe(() => void (told += 1));
  newcomers.forget(membership("w1"));
  expect([...newcomers.names()]).toEqual(["w1"]);
  newcomers.welcome(membership("w1", "w2"));
  expect([[...newcomers.names()], told]).toEqual([["w1", "w2"], 1]);
});

test("as long as nobody has left, nothing is forgotten", () => {
  const newcomers = createNewcomers(membership("w1"));
  const before = newcomers.names();
  newcomers.forget(membership("w1", "w2"));
  expect(newcomers.names()).toBe(before);
});

test("when nobody has come nobody is told, and the names are the same object", () => {
  const newcomers = createNewcomers(membership("w1"));
  const before = newcomers.names();
  let told = 0;
  newcomers.observe(() => void (told += 1));
  newcomers.welcome(membership("w1"));
  expect([told, newcomers.names() === before]).toEqual([0, true]);
});

test("a host without a membership has no newcomers", () => {
  expect([...createNewcomers(undefined).names()]).toEqual([]);
});
