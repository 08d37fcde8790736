import { applyPatiently } from "../apply-patiently.ts";
import type { CliResult, WatchedCli } from "../cli.ts";
import { innerCode, readErrorDocument, type SeenFailure } from "../error-document.ts";
import { Disappointment, expect, expectEqual, expectNone } from "../expectation.ts";
import { compareHostPictures, type HostPicture, takeHostPictures } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { type Moment, reachMoment } from "../moment.ts";
import { readPlan } from "../plan-promise.ts";
import { type Scenario, type SnapshotName, snapshotKinds, type Stage } from "../scenario.ts";
import { toLastingPicture } from "./lasting-picture.ts";
import { readUndisturbed } from "./undisturbed.ts";

/** One thing that goes wrong while an apply is at work, and what is told of it. */
export interface FaultRow {
  readonly name: string;
  readonly needs: SnapshotName;
  /** `done`, `killed`, `left` (Ctrl-C twice), or the code of an error: how the apply that is struck may end. */
  readonly ends: readonly string[];
  /** Lines of a host's picture in which it may differ afterwards: what cluster.yml asks for is other than before. */
  readonly unlike?: readonly RegExp[];
  /** Seconds on a quiet machine; what is longer than a minute never runs with all scenarios. */
  readonly usualSeconds: number;
  /** Runs an apply into it, undoes what was done to the hosts, and answers how the apply has ended. */
  readonly strike: (stage: Stage) => Promise<CliResult>;
}

/**
 * A row as a scenario: one error with code, message and hint; the next apply converges; the hosts then
 * look like those of an apply that nothing has disturbed.
 */
export function toScenario({ name, needs, ends, unlike = [], strike }: FaultRow): Scenario {
  return {
    name,
    needs,
    onlyByName: "it is a row of the fault matrix, which `npm run faults` runs",
    run: async (stage) => {
      const { lab, cli, note } = stage;
      const isFormed = snapshotKinds[needs].nodes.length === (await lab.hosts()).length;
      const wanted = isFormed ? await takeHostPictures(lab) : await readUndisturbed(lab, needs);
      const struck = await strike(stage);
      note(`${checkEnd(struck, ends)} after ${seconds(struck)}`);
      const next = await applyPatiently(cli);
      expectEqual("exit code of the next apply", next.code, 0);
      note(`next apply ${seconds(next)}`);
      await waitForNodes(
        lab,
        (await lab.hosts()).map(({ name }) => name),
      );
      const { hosts } = await readPlan(cli);
      expectEqual(
        "planned afterwards",
        hosts.flatMap(({ tasks }) => tasks),
        [],
      );
      expectNone("left on hosts", await findLeftovers(lab));
      const differences = compareAll(wanted, await takeHostPictures(lab), unlike);
      expectNone("not as after an apply in peace", differences);
    },
  };
}

/** Lets an apply come to a moment, does something then, and waits for its end. */
export async function applyInto(
  { cli, note }: Stage,
  toMoment: (apply: WatchedCli) => Moment,
  act: (apply: WatchedCli) => Promise<void>,
): Promise<CliResult> {
  const apply = await cli.watch("apply", "--yes", "--output", "json");
  const overdue = setTimeout(() => void apply.child.kill("SIGKILL"), LIMIT_MS);
  try {
    const told = await reachMoment(apply.child, toMoment(apply));
    if (told.startsWith("past")) throw new Disappointment(`the moment was missed: ${told}`);
    note(told);
    await act(apply);
    return await apply.ended();
  } finally {
    clearTimeout(overdue);
    apply.child.kill("SIGKILL");
  }
}

const LIMIT_MS = 14 * 60_000;

function checkEnd(struck: CliResult, ends: readonly string[]): string {
  const end = endWithoutError(struck);
  if (end !== undefined) {
    expect(`it ends with ${ends.join(" or ")} instead of being ${end}`, ends.includes(end));
    return end;
  }
  const failures = readErrorDocument(struck.stdout);
  const causes = failures.filter(({ code }) => !CONSEQUENCES.has(code));
  const codes = [...new Set(causes.map(innerCode))];
  const shown = failures.map(describe).join("; ");
  expect(
    `one cause, ${ends.join(" or ")}: ${shown}`,
    codes.length === 1 && codes.every((code) => ends.includes(code)),
  );
  expectNone("errors without message or hint", failures.filter(isMute).map(describe));
  expectEqual("hosts told twice", failures.length, new Set(failures.map(({ host }) => host)).size);
  return codes.join();
}

/** Who is left in the middle says so on standard error alone. */
function endWithoutError({ code, stderr }: CliResult): string | undefined {
  if (code === 0) return "done";
  if (code === -1) return "killed";
  return code === 130 && /^Left\. /m.test(stderr) ? "left" : undefined;
}

/** What hosts say that wait for one that has failed. */
const CONSEQUENCES = new Set(["PHASE_NEEDED", "NODE_MARKS_WAIT"]);

const isMute = ({ message, hint }: SeenFailure): boolean => message === "" || hint === "";

const describe = ({ host = "", code, message, hint }: SeenFailure): string =>
  `${host} ${code}: ${message} (${hint})`;

const seconds = ({ tookMs }: CliResult): string => `${(tookMs / 1000).toFixed(1)} s`;

function compareAll(
  wanted: ReadonlyMap<string, HostPicture>,
  found: ReadonlyMap<string, HostPicture>,
  unlike: readonly RegExp[],
): readonly string[] {
  const toCompared = (picture: HostPicture): HostPicture =>
    toLastingPicture(picture).filter((line) => !unlike.some((pattern) => pattern.test(line)));
  return [...found].flatMap(([host, picture]) =>
    compareHostPictures(toCompared(wanted.get(host) ?? []), toCompared(picture)).map(
      (line) => `${host} ${line}`,
    ),
  );
}
