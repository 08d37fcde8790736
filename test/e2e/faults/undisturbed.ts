import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { writeAtomic } from "../../lab/write-atomic.ts";
import { Disappointment } from "../expectation.ts";
import { type HostPicture, takeHostPictures } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";

const Pictures = z.array(z.tuple([z.string(), z.array(z.string())]));

/** An apply in peace, to which the rows of the fault matrix are held. Runs before them. */
export const undisturbed: Scenario = {
  name: "undisturbed",
  needs: "waiting-1-1",
  onlyByName: "it serves the fault matrix",
  run: async ({ lab, cli }) => {
    await cli.must("apply", "--yes");
    await waitForNodes(lab, ["m1", "w1"]);
    const pictures = await takeHostPictures(lab);
    await mkdir(dirname(keptPath(lab)), { recursive: true });
    await writeAtomic(keptPath(lab), JSON.stringify([...pictures]));
  },
};

export async function readUndisturbed(lab: Lab): Promise<ReadonlyMap<string, HostPicture>> {
  const text = await readFile(keptPath(lab), "utf8").catch((cause: unknown) => {
    throw new Disappointment("there is no picture of undisturbed hosts", { cause });
  });
  return new Map(Pictures.parse(JSON.parse(text)));
}

const keptPath = (lab: Lab): string => join(lab.paths.labDir, "e2e", "undisturbed.json");
