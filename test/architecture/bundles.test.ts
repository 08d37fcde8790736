import { describe, expect, test } from "vitest";
import { bundleProgram, type ProgramEntry } from "../../packaging/bundle.ts";

const LIMIT_BYTES = 3 * 1024 * 1024;

/** What both programs speak and read with, and what these packages bring along. */
const both = [
  "@rgrove/parse-xml",
  "@grpc/grpc-js",
  "@grpc/proto-loader",
  "@js-sdsl/ordered-map",
  "@protobufjs/*",
  "aws4",
  "croner",
  "ipaddr.js",
  "lodash.camelcase",
  "long",
  "node-forge",
  "protobufjs",
  "yaml",
  "zod",
];

interface Program {
  readonly entry: ProgramEntry;
  readonly folder: string;
  readonly packages: readonly string[];
}

const programs: readonly Program[] = [
  { entry: "agent/main.ts", folder: "agent", packages: [...both, "systeminformation"] },
  {
    entry: "controller/main.ts",
    folder: "controller",
    packages: [...both, "commander", "diff", "get-east-asian-width", "semver", "package.json"],
  },
];

describe.each(programs)("the bundle of $entry", async ({ entry, folder, packages }) => {
  const { metafile, text } = await bundleProgram(entry);
  // What tree shaking leaves nothing of is an input, but not in the bundle.
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );

  test("holds this program and what is shared, and packages that are allowed to it", () => {
    const foreign = [...new Set(inputs.map(partOf))].filter(
      (part) => ![folder, "shared", ...packages].includes(part),
    );
    expect(foreign).toEqual([]);
  });

  test("holds every package once", () => {
    const places = new Set(inputs.filter((path) => path.includes("node_modules/")).map(placeOf));
    expect([...places].filter((place) => place.split("node_modules/").length > 2)).toEqual([]);
  });

  test("has of node-forge the ASN.1 alone", () => {
    const forge = inputs.filter((path) => path.includes("/node-forge/"));
    expect(forge.filter((path) => /\/(x509|rsa|pki|tls|pkcs\w*)\.js$/.test(path))).toEqual([]);
  });

  test("is at most 3 MB", () => {
    expect(text.length).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  test("loads systeminformation on demand", () => {
    const eager = Object.entries(metafile.inputs).flatMap(([path, { imports }]) =>
      imports
        .filter(
          ({ original, kind }) => original === "systeminformation" && kind !== "dynamic-import",
        )
        .map(() => path),
    );
    expect(eager).toEqual([]);
  });

  test("holds no module for one processor or system", () => {
    expect(inputs.filter((path) => path.endsWith(".node"))).toEqual([]);
  });
});

/** A folder of ours, or the package, scopes of one maker taken together where all of it may come. */
const partOf = (path: string): string => {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (name === undefined) return path.split("/")[0] ?? "";
  return name.startsWith("@protobufjs/") ? "@protobufjs/*" : name;
};

/** Where a package lies: `node_modules/a/node_modules/b` is a second `b`. */
const placeOf = (path: string): string =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;

test("the agent reads with zod's small form: the other one costs it more than a megabyte", async () => {
  const { metafile } = await bundleProgram("agent/main.ts");
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => path.includes("/zod/v4/classic/"))).toEqual([]);
});
