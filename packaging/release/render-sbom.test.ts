import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { NodeRuntime } from "../node-runtime.ts";
import type { BundledPackage } from "./list-packages.ts";
import { renderSbom } from "./render-sbom.ts";

const toPackage = (name: string, imports: readonly string[] = []): BundledPackage => ({
  name,
  version: "1.2.3",
  licence: "MIT",
  integrity: `sha512-${Buffer.alloc(64, 7).toString("base64")}`,
  licenceText: "do what you like",
  programs: ["pharosctl"],
  imports,
});

const runtime: NodeRuntime = {
  version: "24.20.0",
  integrity: "sha512-",
  path: "/nowhere/node.gz",
  sha256: "ab".repeat(32),
  licencePath: "/nowhere/LICENSE",
};

const source = {
  version: "9.8.7",
  packages: [
    toPackage("@grpc/grpc-js", ["long"]),
    { ...toPackage("long"), licence: "(BSD-3-Clause OR GPL-2.0)" },
  ],
  programs: { pharosctl: "cd".repeat(32) },
  runtimes: { "linux-amd64": runtime },
  versions: { node: "24.20.0", modules: "137", openssl: "3.5.0" },
};

/** The parts of CycloneDX 1.6 that are used, as strict as its schema is about them. */
const Hash = z.discriminatedUnion("alg", [
  z.strictObject({ alg: z.literal("SHA-256"), content: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ alg: z.literal("SHA-512"), content: z.string().regex(/^[0-9a-f]{128}$/) }),
]);
const Licence = z.union([
  z.strictObject({ license: z.strictObject({ id: z.string() }) }),
  z.strictObject({ expression: z.string() }),
]);
const Part = z.strictObject({
  type: z.enum(["application", "library", "platform"]),
  "bom-ref": z.string().min(1),
  group: z.string().optional(),
  name: z.string().min(1),
  version: z.string().optional(),
  description: z.string().optional(),
  hashes: z.array(Hash).optional(),
  licenses: z.array(Licence).optional(),
  cpe: z
    .string()
    .regex(/^cpe:2\.3:a(:[^:]+){10}$/)
    .optional(),
  purl: z.string().startsWith("pkg:").optional(),
});
const Component = Part.extend({ components: z.array(Part).optional() });
const Document = z.strictObject({
  $schema: z.literal("http://cyclonedx.org/schema/bom-1.6.schema.json"),
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.6"),
  serialNumber: z
    .string()
    .regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  version: z.int().min(1),
  metadata: z.strictObject({
    lifecycles: z.array(z.strictObject({ phase: z.literal("build") })),
    component: Component,
  }),
  components: z.array(Component),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

describe("the list of what is inside", () => {
  const document = Document.parse(JSON.parse(renderSbom(source)));

  test("names each thing once, and needs only what it names", () => {
    const { metadata, components, dependencies } = document;
    const nested = components.flatMap((component) => component.components ?? []);
    const names = [metadata.component, ...components, ...nested].map((one) => one["bom-ref"]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(dependencies.map(({ ref }) => ref)).size).toBe(dependencies.length);
    const used = dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(used.filter((name) => !names.includes(name))).toEqual([]);
  });

  test("tells who needs what", () => {
    const needs = new Map(document.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(needs.get("pkg:npm/pharosctl@9.8.7")).toEqual([
      "program:pharosctl@9.8.7",
      "runtime:node@24.20.0-linux-amd64",
    ]);
    expect(needs.get("pkg:npm/%40grpc/grpc-js@1.2.3")).toEqual(["pkg:npm/long@1.2.3"]);
    expect(needs.get("pkg:npm/long@1.2.3")).toEqual([]);
  });

  test("has the hash of the package that the registry has, in the form of the format", () => {
    const grpc = document.components.find(({ name }) => name === "grpc-js");
    expect(grpc).toMatchObject({
      group: "@grpc",
      hashes: [{ alg: "SHA-512", content: "07".repeat(64) }],
      licenses: [{ license: { id: "MIT" } }],
    });
  });

  test("writes a choice of licences as an expression", () => {
    const long = document.components.find(({ name }) => name === "long");
    expect(long?.licenses).toEqual([{ expression: "(BSD-3-Clause OR GPL-2.0)" }]);
  });

  test("names what Node is made of, when that is known", () => {
    const node = document.components.find(({ name }) => name === "node");
    expect(node?.components?.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "openssl 3.5.0",
    ]);
    const foreign = renderSbom({ ...source, versions: { node: "20.0.0", openssl: "3.0.1" } });
    expect(foreign).not.toContain("openssl");
  });

  test("is the same for the same product, and has another number for another one", () => {
    expect(renderSbom(source)).toBe(renderSbom(source));
    const other = Document.parse(JSON.parse(renderSbom({ ...source, version: "9.8.8" })));
    expect(other.serialNumber).not.toBe(document.serialNumber);
  });
});
