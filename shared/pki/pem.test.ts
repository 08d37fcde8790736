import { expect, test } from "vitest";
import { parsePem, renderPem } from "./pem.ts";

test.each([1, 47, 48, 49, 1000])("%i bytes survive their PEM", (length) => {
  const bytes = Buffer.alloc(length, 0xa7);
  expect(parsePem("X", renderPem("X", bytes))).toEqual(bytes);
});

test("Windows line ends and blanks around are taken", () => {
  const text = renderPem("X", Buffer.from("abc")).replaceAll("\n", "\r\n");
  expect(parsePem("X", `\n ${text} \n`)).toEqual(Buffer.from("abc"));
});

test.each([
  "",
  "X",
  "-----BEGIN X-----\n-----END X-----",
  "-----BEGIN X-----\nAA AA\n-----END X-----",
])("%j is no PEM", (text) => {
  expect(parsePem("X", text)).toBeUndefined();
});
