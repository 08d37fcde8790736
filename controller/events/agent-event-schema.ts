import * as z from "zod";
import type { AgentEvent, DriftStep } from "../../shared/spec/agent-event.ts";

const text = z.string();
const count = z.int().min(0);
const moment = z.int().describe("milliseconds since 1970");

const drift = <const Type extends `drift-${DriftStep}`>(type: Type) =>
  z.object({
    type: z.literal(type),
    task: text,
    title: text,
    reason: text,
    madeBy: text.optional(),
  });

/** What agents tell of what happens outside of runs, by type. */
export const agentEvents = {
  "agent-started": z
    .object({
      type: z.literal("agent-started"),
      after: z.enum(["first", "stop", "crash", "boot"]),
      version: text,
      bundleSha256: text,
      bootId: text,
    })
    .describe("The agent runs, for the first time, after a stop, a crash, or a boot of its host."),
  "agent-stopped": z
    .object({ type: z.literal("agent-stopped") })
    .describe("The agent was asked to stop."),
  "agent-enrolled": z
    .object({
      type: z.literal("agent-enrolled"),
      requestedBy: text,
      takenFrom: text.optional().describe("id of the cluster that the host belonged to"),
    })
    .describe(
      "The host got an agent or a new key, over SSH; `takenFrom` another cluster whose keys are lost.",
    ),
  "spec-accepted": z
    .object({ type: z.literal("spec-accepted"), generation: count })
    .describe("The host takes a new NodeSpec as what it is to be."),
  "membership-accepted": z
    .object({
      type: z.literal("membership-accepted"),
      number: count,
      joined: z.array(text),
      left: z.array(text),
      revoked: count,
    })
    .describe("The host takes a new membership: hosts that came and left, certificates revoked."),
  "drift-detected": drift("drift-detected").describe(
    "Something differs from the spec, and no run made that. `reason`: what becomes of it.",
  ),
  "drift-corrected": drift("drift-corrected")
    .extend({ correctedBy: text.describe("The agent's own run that did it.").optional() })
    .describe("It was put back."),
  "drift-given-up": drift("drift-given-up").describe(
    "It comes back again and again, so that the agent leaves it alone.",
  ),
  "certificate-renewed": z
    .object({
      type: z.literal("certificate-renewed"),
      path: text,
      serial: text,
      notAfterMs: moment,
    })
    .describe("A certificate of the host was renewed."),
  disruption: z
    .object({
      type: z.literal("disruption"),
      stage: z.enum(["begin", "drain", "reboot", "return", "fail", "upgrade"]),
      text,
    })
    .describe("A step of a reboot or an upgrade that the agent makes by itself."),
  "snapshot-copied": z
    .object({ type: z.literal("snapshot-copied"), name: text })
    .describe("A scheduled snapshot of etcd is in the store, whole; `name` is its name there."),
  "snapshot-copy-failed": z
    .object({ type: z.literal("snapshot-copy-failed"), reason: text })
    .describe(
      "Scheduled snapshots of etcd do not get into the store: once for each reason, while it is tried again.",
    ),
} satisfies Record<AgentEvent["type"], z.ZodObject>;
