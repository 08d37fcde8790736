import * as z from "zod/mini";
import { agentNotEnrolled } from "../../shared/errors/agent-errors.ts";
import { readOptional } from "./read-optional.ts";
import { writeAtomic } from "./write-atomic.ts";

/** /etc/pharos/agent.yaml: who this agent is. Written at enrolment, one `key: value` a line. */
export const AgentConfig = z.object({
  clusterId: z.uuid(),
  /** For people who meet this host from another cluster. */
  clusterName: z.optional(z.string()),
  host: z.string().check(z.minLength(1)),
  port: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(65_535)),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/** Throws `AGENT_NOT_ENROLLED` when there is none, or none that can be read. */
export const readAgentConfig = async (path: string): Promise<AgentConfig> => {
  const text = await readOptional(path);
  if (text === undefined) throw agentNotEnrolled({ path, reason: "it is not there" });
  const parsed = AgentConfig.safeParse(parseLines(text));
  if (!parsed.success) throw agentNotEnrolled({ path, reason: z.prettifyError(parsed.error) });
  return parsed.data;
};

export const writeAgentConfig = (path: string, config: AgentConfig): Promise<void> => {
  const lines = Object.entries(config).map(([key, value]) => `${key}: ${value}\n`);
  return writeAtomic(
    path,
    `# Who this host is in its cluster; made by pharosctl at enrolment.\n${lines.join("")}`,
  );
};

/** The values are ids, names and numbers: no YAML beyond `key: value` is needed to read them. */
const parseLines = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf(": ");
      return line.startsWith("#") || at < 1 ? [] : [[line.slice(0, at), line.slice(at + 2).trim()]];
    }),
  );
