import * as z from "zod";
import { planFileInvalid } from "../../shared/errors/run-errors.ts";
import type { LocalFiles } from "../config/read-config-files.ts";
import { isChosen } from "./apply-run.ts";
import type { PreparedApply } from "./prepare-apply.ts";

const text = z.string();
const Change = z.strictObject({
  field: text,
  before: text.optional(),
  after: text.optional(),
  because: text.optional(),
});
const Task = z.strictObject({
  id: text,
  kind: text,
  title: text,
  profile: text,
  changes: z.array(Change),
  disruption: z.strictObject({ level: text, reason: text }),
});

/** What `plan --out` keeps: what was shown, and a digest per host. Plans hold no secrets. */
export const PlanFile = z.strictObject({
  version: z.literal(1),
  type: z.literal("plan"),
  cluster: text.describe("Name of the cluster, made up where cluster.yml has none."),
  madeAt: z.iso.datetime(),
  only: z.array(text).exactOptional().describe("Words of `--only`; absent: everything."),
  hosts: z.array(
    z.strictObject({
      name: text,
      address: text,
      enrol: z.boolean().describe("Whether the agent is installed, or another build of it."),
      digest: text.describe("Over all that the host would change."),
      unchanged: z.int(),
      tasks: z.array(Task),
    }),
  ),
});
export type PlanFile = z.infer<typeof PlanFile>;

export type PlannedHosts = Pick<PreparedApply, "session" | "hosts" | "scope">;

export const toPlanFile = ({ session, hosts, scope }: PlannedHosts, now: Date): PlanFile => ({
  version: 1,
  type: "plan",
  cluster: session.keystore.cluster.name,
  madeAt: now.toISOString(),
  ...(scope.words.length === 0 ? {} : { only: [...scope.words] }),
  hosts: hosts
    .filter(isChosen)
    .map(({ name, member, link, plan: { digest, unchanged, tasks } }) => ({
      name,
      address: member.address,
      enrol: link.kind === "ssh",
      digest,
      unchanged,
      tasks: tasks.map((task) => ({
        ...task,
        changes: [...task.changes],
        disruption: { ...task.disruption },
      })),
    })),
});

/** Throws `PLAN_FILE_INVALID`. */
export const readPlanFile = async (
  files: Pick<LocalFiles, "read">,
  path: string,
): Promise<PlanFile> => {
  const content = await files.read(path).catch((cause: unknown) => {
    throw planFileInvalid({ path, reason: "it cannot be read" }, { cause });
  });
  if (content === undefined) throw planFileInvalid({ path, reason: "there is no such file" });
  try {
    return PlanFile.parse(JSON.parse(content));
  } catch (cause) {
    throw planFileInvalid({ path, reason: "it is not what `plan --out` writes" }, { cause });
  }
};
