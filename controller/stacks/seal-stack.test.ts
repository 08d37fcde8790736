import { describe, expect, test } from "vitest";
import { toDraftObject } from "./draft-stack.ts";
import { sealStack } from "./seal-stack.ts";

const hash = (value: string): string => `#${value.length}`;
const named = (kind: string, name: string) => ({ apiVersion: "v1", kind, metadata: { name } });

const secret = {
  ...named("Secret", "till"),
  data: { a: "b3Blbg==" },
  stringData: { b: "sesame" },
};

describe("a stack on its way into a spec", () => {
  test("has its name on every object, and what others stand on first", () => {
    const drafts = ["ValidatingWebhookConfiguration", "Deployment", "ConfigMap", "Namespace"].map(
      (kind) => toDraftObject(named(kind, "x")),
    );
    const { stack } = sealStack({ name: "web", objects: drafts }, hash);
    expect(stack.objects.map(({ object }) => object)).toMatchObject([
      { kind: "Namespace", metadata: { labels: { "pharosctl/stack": "web" } } },
      { kind: "ConfigMap" },
      { kind: "Deployment" },
      { kind: "ValidatingWebhookConfiguration" },
    ]);
  });

  test("has no value of a Secret in it, however that was written", () => {
    const { stack } = sealStack({ name: "web", objects: [toDraftObject(secret, "f.yml")] }, hash);
    const text = JSON.stringify(stack);
    expect(text).not.toContain("b3Blbg");
    expect(text).not.toContain("sesame");
    expect(stack.objects).toMatchObject([
      { source: "f.yml", secrets: [{ key: "a" }, { key: "b", from: { kind: "stored" } }] },
    ]);
  });

  test("hands the values out under names that a store takes", () => {
    const { secrets } = sealStack({ name: "web", objects: [toDraftObject(secret)] }, hash);
    expect(secrets).toMatchObject([
      { name: expect.stringMatching(/^stack-[0-9a-f]{32}$/), hash: "#8", value: "b3Blbg==" },
      { hash: "#8", value: Buffer.from("sesame").toString("base64") },
    ]);
  });
});
