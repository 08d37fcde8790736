import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choice, flag, severalOf, text } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { buildProgram } from "../cli/program.ts";
import { commonCompletion, toCompletionVerbs } from "./completion-verb.ts";
import { renderBash } from "./render-bash.ts";
import { renderFish } from "./render-fish.ts";
import { renderZsh } from "./render-zsh.ts";

const plain = { summary: "it's a verb: the one", examples: [], run: async () => 0 };
const verbs = [
  defineCommand({
    ...plain,
    name: "apply",
    aliases: ["up"],
    options: {
      force: flag("--force", "go on"),
      role: choice("-r, --role <role>", "which", ["master", "worker"]),
      tf: text("--tf-json <file>", "hosts"),
    },
  }),
  defineCommand({
    ...plain,
    name: "runs",
    options: { source: severalOf("--source <s>", "of", ["agent", "api-proxy"]) },
  }),
  defineCommand({ ...plain, name: "runs show", takesConfig: false, options: {} }),
  defineCommand({
    ...plain,
    name: "certs status",
    takesConfig: false,
    options: { days: text("--days <n>", "left") },
  }),
  defineCommand({
    ...plain,
    name: "etcd snapshot save",
    options: { keyFile: text("--key-file <file>", "passphrase") },
  }),
].flatMap(toCompletionVerbs);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharosctl-"));
  await writeFile(join(folder, "completion"), renderBash(verbs));
  await writeFile(join(folder, "cluster.yml"), "");
});
afterAll(() => rm(folder, { recursive: true }));

/** What bash offers after these words, the last of which is being typed. */
const offers = async (...words: readonly string[]): Promise<readonly string[]> => {
  const program = `
    source ./completion
    [[ "$(complete -p pharosctl)" == *"-F _pharosctl"* ]] || exit 9
    COMP_WORDS=(pharosctl "$@"); COMP_CWORD=$#
    _pharosctl
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const argv = ["--noprofile", "--norc", "-u", "-c", program, "bash", ...words];
  const { stdout } = await promisify(execFile)("bash", argv, { cwd: folder });
  return stdout.split("\n").filter((word) => word !== "");
};

describe("bash offers", () => {
  test.each([
    [[""], ["apply", "up", "runs", "certs", "etcd"]],
    [["a"], ["apply"]],
    [["runs", "s"], ["show"]],
    [
      ["runs", ""],
      ["show", "cluster.yml", "completion"],
    ],
    [["certs", ""], ["status"]],
    [["certs", "status", "--d"], ["--days"]],
    [["etcd", ""], ["snapshot"]],
    [["etcd", "snapshot", "s"], ["save"]],
    [["etcd", "snapshot", "save", "--k"], ["--key-file"]],
    [["etcd", "snapshot", "save", "--key-file", "cl"], ["cluster.yml"]],
    [["apply", "--f"], ["--force"]],
    [
      ["up", "--role", ""],
      ["master", "worker"],
    ],
    [["up", "-r", "w"], ["worker"]],
    [
      ["runs", "--source", "a"],
      ["agent", "api-proxy"],
    ],
    [["certs", "status", "--days", ""], []],
    [["apply", "--tf-json", "cl"], ["cluster.yml"]],
    [["apply", "cl"], ["cluster.yml"]],
    [
      ["-o", ""],
      ["table", "json", "yaml"],
    ],
    [["runs", "-o", "y"], ["yaml"]],
    [["-o", "json", "ru"], ["runs"]],
    [["-c", "cl"], ["cluster.yml"]],
    [["runs", "--no"], ["--no-color"]],
    [["runs", "--", "s"], []],
  ])("after %j: %j", async (words, expected) => {
    expect((await offers(...words)).toSorted()).toEqual([...expected].toSorted());
  });
});

describe.each([
  ["zsh", renderZsh],
  ["fish", renderFish],
])("the script for %s", (_shell, render) => {
  test("has every verb, option and choice", () => {
    const script = render(verbs);
    const words = ["apply", "up", "runs", "show", "certs", "status", "force", "tf-json"];
    const missing = [...words, "api-proxy", "worker", "yaml"].filter(
      (word) => !script.includes(word),
    );
    expect(missing).toEqual([]);
  });

  test("quotes what people wrote", () => {
    expect(render(verbs)).toMatch(/'[^'\n]*it(\\'|'\\'')s a verb/);
  });
});

test("the common options are the parser's", async () => {
  const context = { terminal: { columns: 80 }, version: "1", stdout: { write: () => undefined } };
  const parser = await buildProgram([], [], context, { onRun: () => undefined });
  const own = parser.options.flatMap(({ short, long }) => [short, long]);
  const expected = [...own, "-h", "--help"].filter(
    (word) => word !== undefined && !["-V", "--version"].includes(word),
  );
  expect(commonCompletion.flatMap(({ words }) => words)).toEqual(expected);
});
