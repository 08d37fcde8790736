import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { codecOf } from "../shared/rpc/codec.ts";
import { toWireFacts } from "../shared/spec/facts-wire.ts";
import type { HostFacts } from "../shared/spec/facts.ts";
import { decodeNodeSpec } from "../shared/spec/node-spec-wire.ts";
import { toWirePlan } from "../shared/spec/plan-wire.ts";
import { profiles as profileNames } from "../shared/spec/profile-wire.ts";
import { planTasks } from "./engine/plan-tasks.ts";
import type { HostReader } from "./host/host.ts";
import { profilesOf, profileTasks } from "./profiles/profiles.ts";

/**
 * What a host says before it is enrolled, over the SSH channel: the same messages as on the wire,
 * base64 on standard input and output. Nothing here can change the host.
 */
export interface StdioPorts {
  readonly input: Readable;
  readonly output: Writable;
  readonly reader: HostReader;
  readonly readFacts: () => Promise<HostFacts>;
}

export const answerFacts = async ({ output, readFacts }: StdioPorts): Promise<void> => {
  const codec = codecOf("pharos.v1.GetFactsResponse");
  output.write(codec.encode({ facts: toWireFacts(await readFacts()) }).toString("base64"));
};

/** Questions with their keys come in on standard input; nothing of them is kept. */
export const answerProbe = async ({
  input,
  output,
  now,
}: Pick<StdioPorts, "input" | "output"> & { readonly now: () => Date }): Promise<void> => {
  const { probeServers } = await import("./probe/probe-servers.ts");
  const bytes = Buffer.from(await text(input), "base64");
  const answer = await probeServers(codecOf("pharos.v1.ProbeServersRequest").decode(bytes), now);
  output.write(codecOf("pharos.v1.ProbeServersResponse").encode(answer).toString("base64"));
};

/** The spec's signature is not judged: it is only looked at, for the root user who sent it. */
export const answerPlan = async ({ input, output, reader }: StdioPorts): Promise<void> => {
  const request = codecOf("pharos.v1.PlanRequest").decode(Buffer.from(await text(input), "base64"));
  const spec = decodeNodeSpec(request.spec?.payload ?? new Uint8Array());
  const asked = request.profiles.map((profile) =>
    profileNames.fromWire(profile, "PlanRequest", "profiles"),
  );
  const profiles = asked.length > 0 ? asked : profilesOf(spec);
  const plan = await planTasks(
    spec.host,
    reader,
    profiles.map((profile) => ({ profile, tasks: profileTasks(spec, profile) })),
  );
  const nothing = { facts: undefined, health: undefined, accepted: undefined, tookMs: 0 };
  const answer = { plan: toWirePlan(plan), ...nothing };
  output.write(codecOf("pharos.v1.PlanResponse").encode(answer).toString("base64"));
};
