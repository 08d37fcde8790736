import { expect, test } from "vitest";
import { bytesAt, encodeNumberField, numberAt, readWireFields, textAt } from "./wire-fields.ts";

const message = (hex: string) => readWireFields(Buffer.from(hex, "hex"));

test("numbers keep all their 64 bits", () => {
  expect(numberAt(message("0891e4d0b287d3aeeefe01"), 1)).toBe(0xfedc_ba98_7654_3211n);
});

test("texts, nested messages and repeated fields are found by number", () => {
  const fields = message("0a026d311202617a12026275");
  expect(textAt(fields, 1)).toBe("m1");
  expect(bytesAt(fields, 2).map(String)).toEqual(["az", "bu"]);
});

test("what is not there is empty, as protobuf has it", () => {
  const fields = message("");
  expect(numberAt(fields, 1)).toBe(0n);
  expect(textAt(fields, 2)).toBe("");
});

test("fields of a fixed size are passed over", () => {
  const fields = message("090100000000000000150200000018ac02");
  expect([1, 2, 3].map((field) => numberAt(fields, field))).toEqual([1n, 2n, 300n]);
});

test.each(["0a05", "ff", "0f"])("%s is no message", (hex) => {
  expect(() => message(hex)).toThrow(RangeError);
});

test("a number is written as it is read, with all its bits", () => {
  const value = 0xfedc_ba98_7654_3211n;
  expect(numberAt(readWireFields(encodeNumberField(1, value)), 1)).toBe(value);
});
