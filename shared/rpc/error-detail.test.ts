import { describe, expect, test } from "vitest";
import { fromErrorDetail } from "../errors/error-detail.ts";
import { toPharosError, unexpectedError } from "../errors/internal-errors.ts";
import { callRefusedError } from "../errors/rpc-errors.ts";
import { decodeErrorDetail, encodeErrorDetail, toVisibleError } from "./error-detail.ts";

describe("an error's detail", () => {
  test("keeps code, blame, texts and fields of all types", () => {
    const detail = {
      code: "SOMETHING",
      blame: "environment",
      message: "m",
      hint: "h",
      fields: { text: "", number: -1.5, flag: false },
    } as const;
    expect(decodeErrorDetail(encodeErrorDetail(fromErrorDetail(detail)))).toStrictEqual(detail);
  });

  test("stays small enough for HTTP/2's headers, whatever the error holds", () => {
    const fields = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`f${index}`, "é".repeat(9_000)]),
    );
    const error = fromErrorDetail({
      code: "X",
      blame: "bug",
      message: "m".repeat(90_000),
      hint: "h",
      fields,
    });
    expect(encodeErrorDetail(error).length).toBeLessThan(32_768);
    expect(decodeErrorDetail(encodeErrorDetail(error))).toMatchObject({ code: "X", fields: {} });
  });

  test("is absent when its bytes are broken", () => {
    expect(decodeErrorDetail(Buffer.from("ffff", "hex"))).toBeUndefined();
  });

  test("of an unknown blame is ours", () => {
    expect(decodeErrorDetail(Buffer.alloc(0))).toMatchObject({ code: "UNEXPECTED", blame: "bug" });
  });
});

describe("what a caller sees", () => {
  test("is an error of ours as it is", () => {
    const error = callRefusedError({ method: "x", role: "y" });
    expect(toVisibleError(error)).toBe(error);
  });

  test.each([
    ["an unknown error", new Error("secret")],
    ["an unknown error that a handler has wrapped", toPharosError(new Error("secret"))],
    ["no error at all", "secret"],
  ])("is nothing of %s", (_title, thrown) => {
    const visible = toVisibleError(thrown);
    expect(visible.code).toBe(unexpectedError.code);
    expect(JSON.stringify([visible.message, visible.fields, visible.cause])).not.toContain(
      "secret",
    );
  });
});
