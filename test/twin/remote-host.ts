import { readKeptDocuments } from "../../controller/bootstrap/read-kept-documents.ts";
import { probeHost, type ProbeOptions } from "../../controller/bootstrap/probe-host.ts";
import type { SshSession } from "../../controller/bootstrap/ssh-session.ts";
import type { SshLink } from "../../controller/cluster/host-link.ts";
import { codecOf } from "../../shared/rpc/codec.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import { callHost } from "./host-channel.ts";

export interface RemoteHost {
  readonly name: string;
  readonly address: string;
  /** Of the process that it lives in. */
  readonly socketPath: string;
}

/** What SSH is to a host of flesh and blood: the staged agent's verbs, over a socket of this machine. */
export const openRemoteLink = async (
  { name, address, socketPath }: RemoteHost,
  options: ProbeOptions,
): Promise<SshLink> => {
  const call = (verb: "probe" | "documents" | "run", argv: readonly string[] = []) => ({
    verb,
    host: name,
    argv: [...argv],
  });
  const session: SshSession = {
    target: { name, address, user: "root" },
    run: async () => ({
      exitCode: 0,
      stdout: await callHost(socketPath, call("probe")),
      stderr: "",
      timedOut: false,
    }),
    runAsRoot: (command) => callHost(socketPath, call("run", command.argv), command),
    close: async () => undefined,
  };
  const answer = await callHost(socketPath, call("run", ["facts"]));
  const { facts } = codecOf("pharos.v1.GetFactsResponse").decode(Buffer.from(answer, "base64"));
  return {
    kind: "ssh",
    session,
    probe: await probeHost(session, options),
    staged: { folder: "", argv: (args) => args, remove: async () => undefined },
    facts: fromWireFacts(required(facts, "GetFactsResponse", "facts")),
    kept: await readKeptDocuments({
      runAsRoot: () => callHost(socketPath, call("documents")),
    }),
  };
};
