import { expect, test } from "vitest";
import { readSources, toMatches } from "../../../agent/logs/log-source.ts";
import { chooseSources, logUnits, toWireSource } from "../../../controller/logs/log-entry.ts";

const matchesOf = (...chosen: Parameters<typeof chooseSources>): readonly string[] =>
  toMatches(readSources(chooseSources(...chosen).map(toWireSource)));

test.each(logUnits)("--unit %s reads the unit of that name on a host, and no other", (unit) => {
  const read = matchesOf([], [unit]).filter((match) => match.startsWith("_SYSTEMD_UNIT="));
  expect(read).toEqual([`_SYSTEMD_UNIT=${unit}.service`]);
});

test("a source and its unit are one, and add up with others", () => {
  expect(chooseSources(["runtime", "kernel"], ["containerd", "kubelet"])).toEqual([
    "runtime",
    "kernel",
    "kubelet",
  ]);
});

test("without either everything is read", () => {
  expect(matchesOf([], [])).toEqual(matchesOf([], logUnits).concat("+", "_TRANSPORT=kernel"));
});
