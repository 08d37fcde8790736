import { expect, test } from "vitest";
import { renderMessage } from "./tell-people.ts";

const drain = { kind: "drain", text: "the sentinel is there" } as const;

test("people are told in words of our own, with the reason", () => {
  expect(renderMessage("w1", drain, {})).toBe("Draining node w1: the sentinel is there");
  expect(renderMessage("w1", { kind: "begin", text: "" }, {})).toBeUndefined();
});

test("templates have %s for the node, as kured's do", () => {
  const messages = {
    drainMessage: "drain %s",
    rebootMessage: "down: %s",
    uncordonMessage: "%s, %s",
  };
  const of = (kind: "drain" | "reboot" | "return") =>
    renderMessage("w1", { kind, text: "x" }, messages);
  expect([of("drain"), of("reboot"), of("return")]).toEqual(["drain w1", "down: w1", "w1, w1"]);
});

test("a failure is told as it is, whatever the templates say", () => {
  const fail = { kind: "fail", text: "the drain did not end in time" } as const;
  expect(renderMessage("w1", fail, { drainMessage: "d" })).toBe(
    "Node w1: the drain did not end in time",
  );
});
