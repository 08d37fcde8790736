import { createHash } from "node:crypto";
import type { NodeRuntime, Platform } from "../node-runtime.ts";
import type { BundledPackage } from "./list-packages.ts";

export interface SbomSource {
  readonly version: string;
  readonly packages: readonly BundledPackage[];
  /** SHA-256 of each bundle, by program. */
  readonly programs: Readonly<Record<string, string>>;
  readonly runtimes: Readonly<Partial<Record<Platform, NodeRuntime>>>;
  /** Of the Node that runs this: what that Node is made of, which holds for the same one of another platform. */
  readonly versions: Readonly<Record<string, string | undefined>>;
}

/**
 * CycloneDX 1.6 as JSON: the programs, the packages that are in their bundles, the builds of Node
 * beside them, and who needs what. It has no time and a serial number made of its content, so that
 * the same product has the same one.
 */
export const renderSbom = (source: SbomSource): string => {
  const { version, packages, programs } = source;
  const product = `pkg:npm/pharosctl@${version}`;
  const runtimes = Object.entries(source.runtimes).map(([platform, runtime]) =>
    toRuntime(platform, runtime, source.versions),
  );
  const content = {
    metadata: {
      lifecycles: [{ phase: "build" }],
      component: {
        type: "application",
        "bom-ref": product,
        name: "pharosctl",
        version,
        licenses: [{ license: { id: "Apache-2.0" } }],
        purl: product,
      },
    },
    components: [
      ...Object.entries(programs).map(([name, sha256]) => toProgram(name, version, sha256)),
      ...packages.map(toLibrary),
      ...runtimes,
    ],
    dependencies: [
      {
        ref: product,
        dependsOn: [
          ...Object.keys(programs).map((name) => programReference(name, version)),
          ...runtimes.map((runtime) => runtime["bom-ref"]),
        ],
      },
      ...Object.keys(programs).map((name) => ({
        ref: programReference(name, version),
        dependsOn: packages.filter((one) => one.programs.includes(name)).map(packageUrl),
      })),
      ...packages.map((one) => ({
        ref: packageUrl(one),
        dependsOn: packages.filter(({ name }) => one.imports.includes(name)).map(packageUrl),
      })),
    ],
  };
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${toUuid(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};

const programReference = (name: string, version: string): string => `program:${name}@${version}`;

const toProgram = (name: string, version: string, sha256: string) => ({
  type: "application",
  "bom-ref": programReference(name, version),
  name,
  version,
  hashes: [{ alg: "SHA-256", content: sha256 }],
  licenses: [{ license: { id: "Apache-2.0" } }],
});

const toLibrary = (one: BundledPackage) => {
  const [name = "", group] = one.name.split("/").toReversed();
  return {
    type: "library",
    "bom-ref": packageUrl(one),
    ...(group === undefined ? {} : { group }),
    name,
    version: one.version,
    hashes: [{ alg: "SHA-512", content: toHex(one.integrity) }],
    licenses: [
      one.licence.includes(" ") ? { expression: one.licence } : { license: { id: one.licence } },
    ],
    purl: packageUrl(one),
  };
};

const toRuntime = (
  platform: string,
  { version, sha256 }: NodeRuntime,
  versions: SbomSource["versions"],
) => {
  const reference = `runtime:node@${version}-${platform}`;
  const parts = versions["node"] === version ? toNodeParts(reference, versions) : [];
  return {
    type: "platform",
    "bom-ref": reference,
    name: "node",
    version,
    description: `Node.js for ${platform}`,
    hashes: [{ alg: "SHA-256", content: sha256 }],
    licenses: [{ license: { id: "MIT" } }],
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    purl: `pkg:generic/node@${version}?platform=${platform}`,
    ...(parts.length === 0 ? {} : { components: parts }),
  };
};

/** `process.versions` also has numbers of interfaces, which are no parts. */
const NO_PARTS = new Set(["node", "modules", "napi"]);

const toNodeParts = (reference: string, versions: SbomSource["versions"]) =>
  Object.entries(versions)
    .filter(([name]) => !NO_PARTS.has(name))
    .map(([name, version]) => ({
      type: "library",
      "bom-ref": `${reference}/${name}`,
      name,
      ...(version === undefined ? {} : { version }),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name));

/** As the package URL specification writes npm packages: the `@` of a scope is escaped. */
const packageUrl = ({ name, version }: BundledPackage): string =>
  `pkg:npm/${name.replace("@", "%40")}@${version}`;

const toHex = (integrity: string): string =>
  Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");

/** A name-based UUID (RFC 9562, version 8: by a hash of our own choice). */
const toUuid = (content: string): string => {
  const hex = createHash("sha256").update(content).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join("-");
};
