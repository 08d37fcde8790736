import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommandContext } from "../cli/command-context.ts";
import { commands } from "../cli/commands.ts";
import { localFiles } from "../cli/local-files.ts";
import { runProgram } from "../cli/run-program.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharosctl-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const minimal = "hosts: [{address: a.example.com, role: master}]\nnetwork: {provider: bridge}\n";

interface Options {
  readonly stdin?: string;
  /** Answers of the person at the terminal; without them nobody is there. */
  readonly answers?: readonly string[];
}

const run = async (argv: readonly string[], { stdin = "", answers }: Options = {}) => {
  const out: string[] = [];
  const err: string[] = [];
  const left = [...(answers ?? [])];
  const context: CommandContext = {
    stdout: { write: (chunk) => void out.push(chunk) },
    stderr: { write: (chunk) => void err.push(chunk) },
    stdin: { readAll: async () => stdin },
    terminal: {
      isInteractive: answers !== undefined,
      isTTY: false,
      columns: 100,
      colors: false,
      ask: async () => left.shift(),
    },
    cwd: folder,
    home: folder,
    environment: {},
    files: localFiles,
    clock: { nowMs: () => 0 },
    version: "1.2.3",
    signal: new AbortController().signal,
  };
  const code = await runProgram(argv, context, commands);
  return { code, stdout: out.join(""), stderr: err.join("") };
};

const write = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(folder, name), content);
const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");

describe("adopt", () => {
  const complaint = async (...argv: readonly string[]) => {
    const { code, stderr } = await run(["adopt", ...argv]);
    return [code, stderr.split("\n")[0]];
  };

  test("wants to know the hosts, each once", async () => {
    expect(await complaint()).toEqual([
      2,
      "error USAGE_INVALID: which hosts? `--host user@address` for each of them, or `--hosts <file>`",
    ]);
    expect(await complaint("--host", "a.test", "--host", "root@a.test")).toEqual([
      2,
      "error USAGE_INVALID: a.test is named twice",
    ]);
    expect(await complaint("--host", "a b@c:x")).toEqual([
      2,
      'error USAGE_INVALID: "a b@c:x" is not of the form user@address or user@address:port',
    ]);
  });

  test("reads nothing but hosts of the file that names them, and tells what is wrong with it", async () => {
    await write("hosts.yml", "hosts: [{address: a.test, user: root}]\nname: x\n");
    expect(await complaint("--hosts", "hosts.yml")).toEqual([
      2,
      "error USAGE_INVALID: hosts.yml: only `hosts` is read of it; take out name",
    ]);
    await write("hosts.yml", "hosts: [{adress: a.test}]\n");
    const { code, stderr } = await run(["adopt", "--hosts", "hosts.yml"]);
    expect(code).toBe(11);
    expect(stderr).toContain("hosts.yml:1:10 hosts[0].adress");
    expect((await complaint("--hosts", "none.yml"))[1]).toContain("CONFIG_NOT_FOUND");
  });

  test("overwrites no file unless it is told to", async () => {
    await write("cluster.yml", minimal);
    expect((await complaint("--host", "a.test"))[1]).toContain("CONFIG_EXISTS");
    expect(await read("cluster.yml")).toBe(minimal);
  });
});

describe("validate", () => {
  test("says what a good file holds", async () => {
    await write("cluster.yml", minimal);
    const { code, stdout, stderr } = await run(["validate"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^cluster\.yml is valid: 1 master, 0 workers, Kubernetes 1\.\d+\.\d+\n$/,
    );
  });

  test("prints every error with its line and ends with 11", async () => {
    await write("c.yml", "hosts:\n- adress: a\n  role: mster\nnetwork: {provider: bridge}\n");
    expect(await run(["validate", "c.yml"])).toEqual({
      code: 11,
      stdout: "",
      stderr: [
        "error CONFIG_INVALID: c.yml has 2 errors",
        "c.yml:2:3 hosts[0].adress is not a known key (did you mean address?)",
        "c.yml:3:9 hosts[0].role must be one of master, worker (did you mean master?)",
        "hint: correct the file; `pharosctl validate` checks it without touching any host",
        "",
      ].join("\n"),
    });
  });

  test("gives errors as data with -o json", async () => {
    const { code, stdout } = await run(["validate", "-c", "-", "-o", "json"], {
      stdin: "hosts: 5",
    });
    expect(code).toBe(11);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: "CONFIG_INVALID",
        issues: [{ path: "hosts", line: 1, column: 8, message: "must be a list, not a number" }],
      },
    });
  });

  test("gives warnings, and stays good", async () => {
    const stdin = minimal.replace("}]", "}, {address: b, role: master}]");
    expect(await run(["validate", "-"], { stdin })).toMatchObject({
      code: 0,
      stderr:
        "warning: stdin:1:1 hosts has 2 masters, which survive no more failures than 1 (an odd number of masters is best)\n",
    });
  });

  test.each([
    ["gone.yml", 2, "error CONFIG_NOT_FOUND: there is no file gone.yml"],
    ["bytes.yml", 2, "error CONFIG_UNREADABLE: bytes.yml cannot be read"],
    [".", 2, "error CONFIG_UNREADABLE: . cannot be read"],
  ])("names %s, which it cannot read", async (file, code, message) => {
    await write("bytes.yml", new Uint8Array([0x61, 0xff, 0xfe]));
    const result = await run(["validate", file]);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });
});

describe("init", () => {
  test("writes a file that validates, from flags", async () => {
    const flags = [
      "--name",
      "lab",
      "--master",
      "10.0.0.1",
      "--worker",
      "10.0.0.2",
      "--worker",
      "fd00::3",
      "--user",
      "root",
    ];
    const more = [
      "--ssh-key",
      "keys/my key",
      "--kubernetes-version",
      "1.34.1",
      "--provider",
      "bridge",
      "--pod-network-cidr",
      "10.200.0.0/16",
    ];
    expect(await run(["init", "new.yml", ...flags, ...more])).toMatchObject({ code: 0 });
    expect((await run(["validate", "new.yml"])).stdout).toBe(
      "new.yml is valid: 1 master, 2 workers, Kubernetes 1.34.1\n",
    );
  });

  test("prints the file when it is asked for -", async () => {
    const { stdout } = await run(["init", "-", "--master", "10.0.0.1"]);
    expect((await run(["validate", "-"], { stdin: stdout })).code).toBe(0);
    await expect(read("-")).rejects.toThrow("ENOENT");
  });

  test("asks a person who gave no flags", async () => {
    expect(
      await run(["init"], { answers: ["10.0.0.1", "10.0.0.2, 10.0.0.3", "", "", ""] }),
    ).toMatchObject({ code: 0 });
    expect((await run(["validate"])).stdout).toContain("1 master, 2 workers");
  });

  test("that nobody answers to the end writes nothing", async () => {
    expect(await run(["init"], { answers: ["10.0.0.1"] })).toMatchObject({ code: 130 });
    await expect(read("cluster.yml")).rejects.toThrow("ENOENT");
  });

  test("leaves a file that exists as it is, but for --force", async () => {
    await write("cluster.yml", "mine");
    expect(await run(["init", "--master", "a"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("CONFIG_EXISTS"),
    });
    expect(await read("cluster.yml")).toBe("mine");
    expect(await run(["init", "--master", "a", "--force"])).toMatchObject({ code: 0 });
    expect(await read("cluster.yml")).toContain("role: master");
  });

  test.each([
    [["--worker", "a"], "there is no master"],
    [["--master", "a b"], 'hosts[0].address "a b" is neither an IP address nor a host name'],
    [["--master", "${HOME}"], 'hosts[0].address "${HOME}" is neither'],
    [
      ["--master", "a", "--kubernetes-version", "1.2"],
      "kubernetes.version Kubernetes 1.2 is not supported",
    ],
    [["--master", "a", "--provider", "weave"], "Allowed choices are bridge"],
    [["--master", "a", "--name", 'x"\nhosts: []'], "name"],
  ])("%j is wrong use and writes nothing", async (flags, message) => {
    const { code, stderr } = await run(["init", ...flags]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    await expect(read("cluster.yml")).rejects.toThrow("ENOENT");
  });
});

test("schema prints a JSON Schema with descriptions", async () => {
  const { code, stdout } = await run(["schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    additionalProperties: false,
    required: ["hosts"],
    properties: { hosts: { description: expect.any(String) } },
  });
});

test.each(["table", "json", "yaml"])(
  "version names pharosctl and Kubernetes with -o %s",
  async (format) => {
    const { stdout } = await run(["version", "-o", format]);
    expect(stdout).toContain("1.2.3");
    expect(stdout).toContain("1.36");
  },
);
