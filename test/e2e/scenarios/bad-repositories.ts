import { join } from "node:path";
import type { Document } from "yaml";
import { aptUrl } from "../../lab/lab-supply.ts";
import { clearCli, openCli, type Cli } from "../cli.ts";
import { innerCode, readErrorDocument } from "../error-document.ts";
import { expectEqual, expectNone } from "../expectation.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import type { Scenario } from "../scenario.ts";

interface BadRepository {
  readonly title: string;
  readonly code: string;
  readonly edit: (file: Document) => void;
}

const URL_PATH = ["repositories", "kubernetes", "url"];

/** Packages that cannot be had end in one error per host; the next apply of a good file goes on from there. */
export const badRepositories: Scenario = {
  name: "bad-repositories",
  needs: "bare",
  turn: 2,
  run: async ({ lab, cli, note }) => {
    const problems: string[] = [];
    for (const bad of cases) {
      await cli.writeConfig();
      await cli.editConfig(bad.edit);
      const found = await tryApply(bad, cli);
      problems.push(...found.map((problem) => `${bad.title}: ${problem}`));
    }
    problems.push(...(await findLeftovers(lab)));
    await cli.writeConfig();
    const apply = await cli.must("apply", "--yes");
    note(`apply after all ${(apply.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    const stranger = await openCli(lab, cli.dist, join(cli.home, "stranger"));
    await stranger.writeConfig();
    const refused = await stranger.run("apply", "--yes", "--output", "json");
    const codes = readErrorDocument(refused.stdout).map(({ code }) => code);
    await clearCli(join(cli.home, "stranger"));
    expectNone("bad repositories", problems);
    expectEqual(
      "another administrator's apply",
      [refused.code, ...codes],
      [1, ...["m1", "w1", "w2"].map(() => "ENROLLED_ELSEWHERE")],
    );
  },
};

const cases: readonly BadRepository[] = [
  {
    title: "a repository where nobody answers",
    code: "REPOSITORY_UNREACHABLE",
    edit: (file) => file.setIn(URL_PATH, aptUrl.replace(/:\d+$/, ":8081/apt/v1.20/deb/")),
  },
  {
    title: "a repository without a signature",
    code: "REPOSITORY_UNTRUSTED",
    edit: (file) => file.setIn(URL_PATH, `${aptUrl}/apt-unsigned/v1.20/deb/`),
  },
  {
    title: "a repository that a stranger has signed",
    code: "REPOSITORY_UNTRUSTED",
    edit: (file) => file.setIn(URL_PATH, `${aptUrl}/apt-wrongkey/v1.20/deb/`),
  },
  {
    title: "a version that the repository does not have",
    code: "PACKAGE_VERSION_NOT_FOUND",
    edit: (file) => file.setIn(["kubernetes", "version"], "1.20.9"),
  },
];

async function tryApply({ code }: BadRepository, cli: Cli): Promise<readonly string[]> {
  const result = await cli.run("apply", "--yes", "--output", "json");
  const failures = readErrorDocument(result.stdout);
  const hosts = new Set(failures.map(({ host }) => host));
  const codes = new Set(failures.map((failure) => innerCode(failure)));
  return [
    ...(result.code === 1 ? [] : [`exit code ${result.code} instead of 1`]),
    ...([...codes].join() === code ? [] : [`${[...codes].join()} instead of ${code}`]),
    ...(failures.length === hosts.size && hosts.size === 3
      ? []
      : [
          `not one error per host: ${failures.map(({ host, message }) => `${host} ${message}`).join("; ")}`,
        ]),
    ...failures.filter(({ hint }) => hint === "").map(({ host }) => `no hint for ${host}`),
  ];
}
