import { describe, expect, test } from "vitest";
import { readManifests } from "./read-manifests.ts";

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

describe("a manifest", () => {
  test("of several documents names each of them", () => {
    const { objects, problems } = readManifests(`${configMap("a")}---\n${configMap("b")}`, "f.yml");
    expect(problems).toEqual([]);
    expect(objects.map(({ source }) => source)).toEqual(["f.yml, document 1", "f.yml, document 2"]);
  });

  test("may have empty documents", () => {
    expect(readManifests(`---\n# nothing\n---\n${configMap("a")}`, "f.yml")).toMatchObject({
      objects: [{ object: { metadata: { name: "a" } } }],
      problems: [],
    });
  });

  test("may be a list", () => {
    const list = { apiVersion: "v1", kind: "List", items: [{ apiVersion: "v1", kind: "Secret" }] };
    expect(readManifests(JSON.stringify(list), "f.json").problems).toEqual([
      "f.json, item 1 (Secret) has no metadata.name",
    ]);
  });

  test.each([
    ["a: [", "f.yml:1:5 is not valid YAML: "],
    ["text", "f.yml is no Kubernetes object, but a string"],
    ["kind: Pod", "f.yml has no apiVersion or no kind"],
    ["apiVersion: v1\nkind: Pod", "f.yml (Pod) has no metadata.name"],
  ])("like %j is refused with its place", (text, start) => {
    expect(readManifests(text, "f.yml").problems).toEqual([expect.stringContaining(start)]);
  });
});

describe("variables in a manifest", () => {
  const text = `${configMap("a")}data:\n  url: http://\${HOST:-none}/\${PATH_}\n`;

  test("are replaced where that is wanted", () => {
    const { objects } = readManifests(text, "f.yml", { HOST: "h", PATH_: "p" });
    expect(objects).toMatchObject([{ object: { data: { url: "http://h/p" } } }]);
  });

  test("that are not set are named with their line", () => {
    expect(readManifests(text, "f.yml", {}).problems).toEqual([
      expect.stringMatching(/^f\.yml:5:8 the environment variable PATH_ is not set/),
    ]);
  });

  test("are left alone where nothing is to be replaced", () => {
    const { objects, problems } = readManifests(text, "f.yml");
    expect(problems).toEqual([]);
    expect(objects).toMatchObject([{ object: { data: { url: "http://${HOST:-none}/${PATH_}" } } }]);
  });
});
