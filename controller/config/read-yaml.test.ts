import { describe, expect, test } from "vitest";
import { renderIssue } from "./config-issue.ts";
import { maxConfigBytes, readYaml } from "./read-yaml.ts";

const read = (text: string, environment: Readonly<Record<string, string>> = {}) => {
  const { tree, marks, flaws } = readYaml(text, environment);
  return { tree, issues: flaws.map((flaw) => renderIssue("f", marks.locate(flaw))) };
};

describe("a readable file", () => {
  test.each([
    ["a: 1\nb: 1.5\nc: true\nd: text\ne: yes", { a: 1, b: 1.5, c: true, d: "text", e: "yes" }],
    ["empty:\nalso: ~\nkept: ''", { kept: "" }],
    ["x: &x {a: 1, b: 2}\ny: *x", { x: { a: 1, b: 2 }, y: { a: 1, b: 2 } }],
    ["x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x", { x: { a: 1, b: 2 }, y: { b: 3, a: 1 } }],
    [
      "x: &x {a: 1}\nz: &z {a: 2, b: 2}\ny: {<<: [*x, *z]}",
      { x: { a: 1 }, z: { a: 2, b: 2 }, y: { a: 1, b: 2 } },
    ],
    ["a: &v 1\nb: *v\nc: &v 2\nd: *v", { a: 1, b: 1, c: 2, d: 2 }],
    ["1: a\ntrue: b", { "1": "a", true: "b" }],
    [
      "a: ${N}\nb: '${N}'\nc: ${B}\nd: ${N}x",
      { a: 22, b: "22", c: true, d: "22x" },
      { N: "22", B: "true" },
    ],
    ['a: ${S}\nb: "${S}"', { a: "[1]\nx: y", b: "[1]\nx: y" }, { S: "[1]\nx: y" }],
    ["a: |\n  ${N}\n", { a: "22\n" }, { N: "22" }],
    ["# ${COMMENT}\n${KEY}: 1", { "${KEY}": 1 }],
    ["---\na: 1\n...\n", { a: 1 }],
    ["\uFEFFa: 1", { a: 1 }],
  ])(
    "%j is read",
    (text: string, tree: unknown, environment: Readonly<Record<string, string>> = {}) => {
      expect(read(text, environment)).toEqual({ tree, issues: [] });
    },
  );

  test("a number that is wanted as text is found as it was written", () => {
    const { marks } = readYaml("a: 1.30\nb: 0x10\nc: ${V}", { V: "1.20" });
    expect(["a", "b", "c"].map((key) => marks.find([key])?.source)).toEqual([
      "1.30",
      "0x10",
      "1.20",
    ]);
  });
});

describe("what is wrong is said with its place", () => {
  test.each([
    ["", "f:1:1 cluster is empty (`pharosctl init` writes a file to start from)"],
    ["# only a comment\n", "f:1:1 cluster is empty (`pharosctl init` writes a file to start from)"],
    ["a: 1\nb: 2\na: 3", "f:3:1 a is given twice"],
    ["h:\n  - x: 1\n    y: 2\n    x: 3", "f:4:5 h[0].x is given twice"],
    [
      "a: 1\n---\nb: 2",
      "f:2:1 cluster holds more than one YAML document (keep one, and remove the line ---)",
    ],
    [
      "a: [1, 2",
      "f:1:9 cluster is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["a: !shell ls", "f:1:4 cluster is not valid YAML: unresolved tag: !shell"],
    ["a: *nothing", "f:1:4 a refers to the anchor nothing, which is not defined above it"],
    ["a: &a\n  b: *a", "f:2:6 a.b refers to the anchor a, which is around the place itself"],
    ["a: {<<: 5}", "f:1:5 a merges (<<) something that is not a mapping"],
    ["__proto__: {x: 1}", "f:1:1 cluster has a key that is not a name"],
    [
      "a:\n  b: one ${GONE} two",
      "f:2:10 a.b the environment variable GONE is not set (set GONE, or give a default: ${GONE:-value})",
    ],
    [
      "a: >\n  text\n  ${GONE}",
      "f:3:3 a the environment variable GONE is not set (set GONE, or give a default: ${GONE:-value})",
    ],
  ])("%j", (text, issue) => {
    expect(read(text).issues).toEqual([issue]);
  });

  test("a variable inside brackets gets a hint about quotes", () => {
    expect(read("a: {b: ${C}}").issues.join()).toContain('quote variables: "${NAME}"');
  });

  test("aliases that multiply beyond measure are refused", () => {
    const levels = Array.from({ length: 8 }, (_, level) => {
      const items = `*l${level}, `.repeat(9);
      return `l${level + 1}: &l${level + 1} [${items}]`;
    });
    expect(read(["l0: &l0 x", ...levels].join("\n"))).toMatchObject({
      tree: undefined,
      issues: [expect.stringContaining("expands to too many values")],
    });
  });

  test("merges that multiply beyond measure are refused", () => {
    const levels = Array.from(
      { length: 40 },
      (_, level) => `l${level + 1}: &l${level + 1} {<<: [*l${level}, *l${level}]}`,
    );
    expect(read(["l0: &l0 {a: 1}", ...levels].join("\n")).tree).toBeUndefined();
  });

  test.each([["["], ["{a: "], ["- "]])("%j again and again is refused", (opening) => {
    const { tree, issues } = read(opening.repeat(3000));
    expect(tree).toBeUndefined();
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.length).toBeLessThanOrEqual(10);
  });

  test("a file above 1 MiB is refused", () => {
    expect(read(`a: ${"x".repeat(maxConfigBytes)}`).issues).toEqual([
      "f:1:1 cluster is larger than 1 MiB",
    ]);
  });
});
