import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { writeAtomic } from "../../lab/write-atomic.ts";
import { Disappointment } from "../expectation.ts";
import { type HostPicture, takeHostPictures } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import { type Scenario, type SnapshotName, snapshotKinds } from "../scenario.ts";

const Pictures = z.array(z.tuple([z.string(), z.array(z.string())]));

/** Applies in peace, to which the rows of the fault matrix are held: one for the hosts of each. They run before them. */
const undisturbed: readonly Scenario[] = [
  inPeace("undisturbed", "waiting-1-1"),
  inPeace("undisturbed-masters", "waiting-2-0"),
];

/** Those whose hosts rows with such needs are about; none for rows that begin with the end of an apply. */
export const undisturbedFor = (needed: readonly SnapshotName[]): readonly Scenario[] =>
  undisturbed.filter(({ needs }) =>
    needed.some((name) => snapshotKinds[name].bare === snapshotKinds[needs].bare),
  );

function inPeace(name: string, needs: SnapshotName): Scenario {
  return {
    name,
    needs,
    onlyByName: "it serves the fault matrix",
    run: async ({ lab, cli }) => {
      await cli.must("apply", "--yes");
      await waitForNodes(
        lab,
        (await lab.hosts()).map((host) => host.name),
      );
      const path = keptPath(lab, needs);
      await mkdir(dirname(path), { recursive: true });
      await writeAtomic(path, JSON.stringify([...(await takeHostPictures(lab))]));
    },
  };
}

export async function readUndisturbed(
  lab: Lab,
  needs: SnapshotName,
): Promise<ReadonlyMap<string, HostPicture>> {
  const text = await readFile(keptPath(lab, needs), "utf8").catch((cause: unknown) => {
    throw new Disappointment("there is no picture of undisturbed hosts", { cause });
  });
  return new Map(Pictures.parse(JSON.parse(text)));
}

const keptPath = (lab: Lab, needs: SnapshotName): string =>
  join(lab.paths.labDir, "e2e", `undisturbed-${snapshotKinds[needs].bare}.json`);
