import { applyInto, type FaultRow } from "./fault-row.ts";
import { fileAt, phaseTold } from "../moment.ts";
import { UPGRADED, wishForUpgrade } from "./wish-for-upgrade.ts";
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

/** The same of a second master's. */
const joiningMaster: Readonly<Record<string, string>> = {
  "set up the network of masters": "masters-network",
  "join masters": "master-join",
  "start API servers anew": "api-renewal",
};

const upgrading: Readonly<Record<string, string>> = {
  "save etcd before the upgrade": "etcd-snapshot",
  "upgrade masters": "upgrade-of-masters",
  "upgrade workers": "upgrade-of-workers",
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
  ...Object.entries(joiningMaster).map(([phase, name]) =>
    killedIn(name, phase, "waiting-2-0", 150),
  ),
  ...Object.entries(upgrading).map(([phase, name]): FaultRow => {
    const row = killedIn(name, phase, "formed-1-2", 240);
    const strike: FaultRow["strike"] = async (stage) => {
      await wishForUpgrade(stage.cli);
      return await row.strike(stage);
    };
    return { ...row, unlike: UPGRADED, strike };
  }),
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
