import { expect, test } from "vitest";
import { opensshMissing } from "../../shared/errors/ssh-errors.ts";
import { handOver, runStreamed } from "./spawn-ssh.ts";

const signal = new AbortController().signal;

test("lines come with their stream, the last one without an end too", async () => {
  const lines: string[] = [];
  const code = await runStreamed({
    argv: ["sh", "-c", "printf 'a\\nb'; echo c >&2; exit 4"],
    onLine: (stream, line) => void lines.push(`${stream} ${line}`),
    signal,
  });
  expect({ code, lines: lines.toSorted() }).toEqual({
    code: 4,
    lines: ["stderr c", "stdout a", "stdout b"],
  });
});

test("an exit code is passed on, a signal as a shell does", async () => {
  expect(await handOver(["sh", "-c", "exit 7"])).toBe(7);
  expect(await handOver(["sh", "-c", "kill -TERM $$"])).toBe(143);
});

test("a program that is not there is the missing OpenSSH", async () => {
  const missing = { code: opensshMissing.code };
  await expect(handOver(["there-is-no-ssh"])).rejects.toMatchObject(missing);
  const run = { argv: ["there-is-no-ssh"], onLine: () => undefined, signal };
  await expect(runStreamed(run)).rejects.toMatchObject(missing);
});
