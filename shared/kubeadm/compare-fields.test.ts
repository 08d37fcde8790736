import { describe, expect, test } from "vitest";
import { compareFields } from "./compare-fields.ts";
import { parseGoDuration } from "./go-duration.ts";

const rules = {
  defaults: { kind: undefined, healthzPort: 10248, logging: {}, webhook: { enabled: true } },
  omitted: new Set(["serverTLSBootstrap"]),
};

const fieldsOf = (found: object, wanted: Parameters<typeof compareFields>[1]) =>
  compareFields({ ...found }, wanted, rules).map(
    ({ field, before, after }) => `${field}: ${before ?? "-"} -> ${after ?? "-"}`,
  );

const written = {
  kind: "K",
  healthzPort: 10248,
  logging: { verbosity: 0, options: { text: { infoBufferSize: "0" } } },
  webhook: { enabled: true, cacheTTL: "0s" },
  syncFrequency: "0s",
};

describe("fields of a configuration that kubeadm has written", () => {
  test("are right where nobody wants anything, or what is written in another form", () => {
    expect(fieldsOf(written, {})).toEqual([]);
    const found = { ...written, syncFrequency: "5m0s", evictionHard: { b: "1", a: "2" } };
    const wanted = { syncFrequency: "5m", evictionHard: { a: "2", b: "1" } };
    expect(fieldsOf(found, wanted)).toEqual([]);
  });

  test("that are wanted, other, or not wanted any more are told", () => {
    expect(fieldsOf({ ...written, maxPods: 60 }, { failSwapOn: false })).toEqual([
      "failSwapOn: - -> false",
      "maxPods: 60 -> -",
    ]);
    expect(fieldsOf({ ...written, failSwapOn: false }, {})).toEqual(["failSwapOn: false -> -"]);
    expect(fieldsOf(written, { logging: { verbosity: 4 }, webhook: { cacheTTL: "1m" } })).toEqual([
      'logging: - -> {"verbosity":4}',
      'webhook: {"enabled":true} -> {"cacheTTL":"60000000000ns","enabled":true}',
    ]);
    expect(fieldsOf({ ...written, healthzPort: 1 }, {})).toEqual(["healthzPort: 1 -> 10248"]);
  });

  test("that are left out where they are false are not missing", () => {
    expect(fieldsOf(written, { serverTLSBootstrap: false })).toEqual([]);
  });
});

test("durations are read as Go writes them", () => {
  const texts = ["1h30m", "1.5s", "100ms", "0s", "1x", ""];
  expect(texts.map(parseGoDuration)).toEqual([5400e9, 1.5e9, 1e8, 0, undefined, undefined]);
});
