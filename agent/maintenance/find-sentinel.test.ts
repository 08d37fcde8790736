import { expect, test } from "vitest";
import { findSentinel } from "./find-sentinel.ts";

const SENTINEL = "/var/run/reboot-required";
const PROGRAM = "/usr/local/bin/needs-reboot";

const ask = async (end: number | Error, sentinelProgram: string | undefined = PROGRAM) => {
  const warnings: string[] = [];
  const because = await findSentinel(
    { sentinel: SENTINEL, ...(sentinelProgram === "" ? {} : { sentinelProgram }) },
    {
      files: { stat: async () => undefined },
      tryProgram: async (argv) =>
        typeof end === "number"
          ? { argv, exitCode: end, stdout: "", stderr: "no such file" }
          : await Promise.reject(end),
      log: { info: () => undefined, warn: (text) => void warnings.push(text) },
    },
  );
  return { because, warnings };
};

test("a program that ends with 0 asks for a reboot, one that ends with 1 does not", async () => {
  expect(await ask(0)).toEqual({ because: `${PROGRAM} says so`, warnings: [] });
  expect(await ask(1)).toEqual({ because: undefined, warnings: [] });
});

test.each([2, 127, 203, new Error("not done after 60 s")])(
  "a broken program (%s) reboots nothing, and the log says so",
  async (end) => {
    expect(await ask(end)).toEqual({
      because: undefined,
      warnings: ["the sentinel program is broken"],
    });
  },
);

test("without a program the file counts", async () => {
  expect(await ask(0, "")).toEqual({ because: undefined, warnings: [] });
});
