import { describe, expect, test } from "vitest";
import { cutToWidth, fitToWidth, textWidth } from "./text-width.ts";

test.each([
  ["", 0],
  ["kubeadm init", 12],
  ["grün", 4],
  ["gru\u0308n", 4],
  ["節点", 4],
  ["노드", 4],
  ["🚀", 2],
  ["❤️", 2],
  ["👩‍👩‍👧", 2],
  ["🇩🇪", 2],
  ["✓ … ▸", 5],
  ["a\u200Bb", 2],
])("%j takes %d columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

describe("a text is cut", () => {
  test.each([
    ["kubeadm", 7, "kubeadm"],
    ["kubeadm init", 8, "kubeadm…"],
    ["kubeadm init", 9, "kubeadm…"],
    ["節点節点", 5, "節点…"],
    ["節点節点", 4, "節…"],
    ["🚀🚀", 2, "…"],
    ["ab", 1, "…"],
    ["ab", 0, ""],
  ])("%j to %d columns is %j", (text, width, cut) => {
    expect(cutToWidth(text, width)).toBe(cut);
  });
});

test("a text is cut or filled to a width", () => {
  expect(fitToWidth("節点節", 6)).toBe("節点節");
  expect(fitToWidth("節点節", 4)).toBe("節… ");
  expect(fitToWidth("m1", 4)).toBe("m1  ");
});
