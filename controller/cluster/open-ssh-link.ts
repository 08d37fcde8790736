import { codecOf } from "../../shared/rpc/codec.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import type { HostProbe } from "../bootstrap/probe-host.ts";
import { readKeptDocuments } from "../bootstrap/read-kept-documents.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";
import { stageAgent, type StagedAgent } from "../bootstrap/stage-agent.ts";
import type { SshLink } from "./host-link.ts";

const FACTS_LIMIT_MS = 60_000;

/** Stages the agent in a temporary folder of the host and lets it report; installs nothing. */
export const openSshLink = async (
  session: SshSession,
  probe: HostProbe,
  distribution: Distribution,
): Promise<SshLink> => {
  const kept = probe.agent === undefined ? {} : await readKeptDocuments(session);
  const staged = await stageAgent(session, probe, distribution);
  try {
    return { kind: "ssh", session, probe, staged, facts: await readFacts(session, staged), kept };
  } catch (error) {
    await staged.remove().catch(() => undefined);
    throw error;
  }
};

const readFacts = async (session: SshSession, staged: StagedAgent): Promise<HostFacts> => {
  const answer = await session.runAsRoot({
    step: "read the host's facts",
    argv: staged.argv(["facts", "--stdio"]),
    limitMs: FACTS_LIMIT_MS,
  });
  const { facts } = codecOf("pharos.v1.GetFactsResponse").decode(Buffer.from(answer, "base64"));
  return fromWireFacts(required(facts, "GetFactsResponse", "facts"));
};
