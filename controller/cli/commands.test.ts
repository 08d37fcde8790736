import { describe, expect, test } from "vitest";
import { commands } from "./commands.ts";

describe.each(commands.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  test("says the same in the list and in its module", async () => {
    const { name, summary, aliases } = await entry.load();
    const { load: _load, ...listed } = entry;
    expect({ name, summary, aliases }).toEqual({ aliases: [], ...listed });
  });

  test("has a short summary and examples that call it", async () => {
    const { summary, examples } = await entry.load();
    expect(summary).toMatch(/^[a-z][^\n]{5,70}[^.]$/);
    expect(examples.filter(({ command }) => !command.includes(`pharosctl ${entry.name}`))).toEqual(
      [],
    );
    expect(examples.length).toBeGreaterThan(0);
  });

  test("has room for cluster.yml after its arguments", async () => {
    const { arguments: own, takesConfig } = await entry.load();
    const hasVariadic = own.some(({ variadic }) => variadic === true);
    expect({ takesConfig, hasVariadic }).not.toEqual({ takesConfig: true, hasVariadic: true });
  });
});

test("no verb is there twice", () => {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});
