import { expect, test } from "vitest";
import { renderSize } from "./render-size.ts";

test.each([
  [0, "0 KiB"],
  [1, "1 KiB"],
  [37_500, "37 KiB"],
  [1024 * 1024, "1.0 MiB"],
  [4_404_019, "4.2 MiB"],
])("%d bytes are %s", (bytes, told) => {
  expect(renderSize(bytes)).toBe(told);
});
