import { applyInto, type FaultRow } from "./fault-row.ts";
import { fileAt, phaseTold } from "../moment.ts";
import { wishForLabels } from "./wish-for-labels.ts";

const LABELS = "label nodes and keep the cluster's objects";

/** Phases that a worker's way into a cluster goes through, and what they are called in names of rows. */
const joining: Readonly<Record<string, string>> = {
  "enrol hosts": "enrolment",
  "share the membership": "membership",
  "prepare hosts": "preparation",
  "set up the network": "network",
  "join workers": "join",
  [LABELS]: "labels",
  "verify that nodes are Ready": "verification",
};

/** The CLI dies, in each phase of an apply. */
export const cliRows: readonly FaultRow[] = [
  {
    name: "cli-killed-in-staging",
    needs: "waiting-1-1",
    ends: ["killed"],
    usualSeconds: 60,
    strike: async (stage) =>
      await applyInto(stage, () => fileAt(stage.lab, "w1", "/var/tmp/pharos.*"), kill),
  },
  ...Object.entries(joining).map(([phase, name]) => killedIn(name, phase, "waiting-1-1", 90)),
  {
    name: "cli-killed-while-labelling",
    needs: "formed-1-2",
    ends: ["killed"],
    usualSeconds: 60,
    strike: async (stage) => {
      await wishForLabels(stage.cli);
      return await applyInto(stage, phaseTold(LABELS), kill);
    },
  },
  killedIn("first-enrolment", "enrol hosts", "bare-1-1", 180),
  killedIn("first-master", "start the first master", "bare-1-1", 180),
];

function killedIn(
  name: string,
  phase: string,
  needs: FaultRow["needs"],
  usualSeconds: number,
): FaultRow {
  return {
    name: `cli-killed-in-${name}`,
    needs,
    ends: ["killed"],
    usualSeconds,
    strike: async (stage) => await applyInto(stage, phaseTold(phase), kill),
  };
}

const kill: Parameters<typeof applyInto>[2] = async ({ child }) => void child.kill("SIGKILL");
