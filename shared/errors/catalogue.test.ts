import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCatalogue } from "./catalogue.ts";

const codes = errorCatalogue.map(({ code }) => code);

test("a code has one meaning", () => {
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test("codes are upper snake case", () => {
  expect(codes.filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))).toEqual([]);
});

test("every error of every *-errors.ts is in the catalogue", async () => {
  const files = globSync("*-errors.ts", { cwd: import.meta.dirname });
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, file), "utf8")),
  );
  const defined = texts.flatMap((text) =>
    [...text.matchAll(/^ +code: "(\w+)",$/gm)].map(([, code]) => code ?? ""),
  );
  expect(defined.toSorted()).toEqual(codes.toSorted());
});

test("the product defines errors in *-errors.ts alone", () => {
  const files = globSync("{agent,controller,shared}/**/*-errors.ts", {
    cwd: join(import.meta.dirname, "../.."),
  });
  expect(files.filter((path) => !path.startsWith("shared/errors/"))).toEqual([]);
});

test("docs/errors.md explains each error under its code, and says whom to blame", async () => {
  const text = await readFile(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
  const documented = [...text.matchAll(/^\| `(\w+)` \| (\w+) \| \S.* \|$/gm)].map(
    ([, code, blame]) => ({
      code,
      blame,
    }),
  );
  const defined = errorCatalogue.map(({ code, blame }) => ({ code, blame }));
  const byCode = (one: { readonly code?: string | undefined }) => one.code ?? "";
  expect(Object.groupBy(documented, byCode)).toEqual(Object.groupBy(defined, byCode));
});
