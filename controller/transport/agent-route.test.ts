import { describe, expect, test } from "vitest";
import { isWorthRemembering, orderRoutes, type RouteQuestion } from "./agent-route.ts";

const order = (question: Partial<RouteQuestion>): readonly string[] =>
  orderRoutes({ hasSsh: true, hasDetour: false, ...question }).map(
    ({ route, aloneMs }) => `${route} ${aloneMs}`,
  );

describe("the ways to an agent", () => {
  test.each([
    {
      what: "a host that cluster.yml does not name",
      given: { hasSsh: false },
      is: ["direct Infinity"],
    },
    { what: "a host of which nothing is known", given: {}, is: ["direct 1000", "ssh Infinity"] },
    {
      what: "a host behind a bastion",
      given: { hasDetour: true },
      is: ["direct 300", "ssh Infinity"],
    },
    {
      what: "a host that SSH reached a while ago",
      given: { remembered: { route: "ssh", isFresh: true } },
      is: ["ssh Infinity", "direct Infinity"],
    },
    {
      what: "a host that SSH reached long ago",
      given: { remembered: { route: "ssh", isFresh: false } },
      is: ["ssh 0", "direct Infinity"],
    },
  ] as const)("to $what", ({ given, is }) => {
    expect(order(given)).toEqual(is);
  });
});

test.each([
  ["direct", undefined, true],
  ["ssh", undefined, true],
  ["ssh", 5_000, true],
  ["ssh", 3, false],
] as const)(
  "%s is remembered after the direct way has failed in %s ms: %s",
  (route, directFailedAfterMs, is) => {
    expect(isWorthRemembering(route, directFailedAfterMs)).toBe(is);
  },
);
