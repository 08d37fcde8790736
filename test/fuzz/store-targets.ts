import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openJournal } from "../../agent/engine/journal.ts";
import { toProvenance } from "../../agent/engine/provenance.ts";
import { agentPaths } from "../../agent/state/agent-paths.ts";
import { openMembershipStore, openSpecStore } from "../../agent/state/cluster-document-stores.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutatedText } from "./mutated-text.ts";

const RUN = "2026-01-01T00-00-00-000Z-00000000";
const record = (sequence: number, event: object): string =>
  JSON.stringify({ run: RUN, host: "m1", sequence, atMs: 1, event });

const JOURNAL = [
  record(1, { type: "run-started", profile: "host", taskCount: 2, fencing: 3 }),
  record(2, {
    type: "task-started",
    task: "file:/a",
    title: "write /a",
    changes: [{ field: "content", after: "x" }],
  }),
  record(3, { type: "task-changed", task: "file:/a", tookMs: 4 }),
  record(4, {
    type: "task-failed",
    task: "unit:b",
    error: { code: "X", blame: "bug", message: "m", hint: "h", fields: {} },
  }),
  record(5, { type: "run-finished", changed: 1, unchanged: 0, failed: 1 }),
].join("\n");

const DOCUMENT = JSON.stringify({
  kind: "node-spec",
  keyId: "00",
  payload: "CgA=",
  signature: "AA==",
});

const inFolder = async (act: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Files of the agent's own, after a disk that has lost some of what was written. */
export const storeTargets: readonly FuzzTarget[] = [
  {
    name: "journal-file",
    input: mutatedText([`${JOURNAL}\n`, JOURNAL]),
    take: (text) =>
      inFolder(async (folder) => {
        await writeFile(join(folder, `${RUN}.jsonl`), text);
        const journal = openJournal({ folder, host: "m1", now: () => new Date(0) });
        const records = await journal.read(RUN);
        for (const one of records) toWireRunRecord(one);
        toProvenance(await journal.history()).completed("file:/a");
      }),
  },
  {
    name: "spec-file",
    input: mutatedText([DOCUMENT]),
    take: (text) =>
      inFolder(async (folder) => {
        const paths = agentPaths(folder);
        await mkdir(dirname(paths.spec), { recursive: true });
        await writeFile(paths.spec, text);
        await writeFile(paths.membership, text);
        const config = { clusterId: "c", clusterName: "n", host: "m1", port: 7443 };
        const membership = await openMembershipStore(paths, "c").catch(() =>
          openMembershipStore(agentPaths(join(folder, "none")), "c"),
        );
        await openSpecStore(paths, config, membership);
      }),
  },
];
