import * as z from "zod";
import type { Membership } from "../../shared/spec/membership.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { SshSession } from "./ssh-session.ts";

/** What an agent that cannot be asked has accepted; absent: nothing, or nothing that can be read. */
export interface KeptDocuments {
  readonly membership?: Membership;
  readonly spec?: NodeSpec;
}

/** A fixed text for `sh -c`: each document is one line. */
const PRINT = `cd /var/lib/pharos/spec 2>/dev/null || exit 0
for name in membership node-spec; do cat "$name.json" 2>/dev/null; echo; done`;
const LIMIT_MS = 30_000;

/**
 * Reads them as root over SSH, which is what is trusted here: whose signatures they bear is not asked.
 * They only say what the host was, so that it is not made into something else.
 */
export const readKeptDocuments = async (
  session: Pick<SshSession, "runAsRoot">,
): Promise<KeptDocuments> => {
  const printed = await session.runAsRoot({
    step: "read what the host was",
    argv: ["sh", "-c", PRINT],
    limitMs: LIMIT_MS,
  });
  const [first = "", second = ""] = printed.split("\n");
  const membership = decode(first, decodeMembership);
  const spec = decode(second, decodeNodeSpec);
  return {
    ...(membership === undefined ? {} : { membership }),
    ...(spec === undefined ? {} : { spec }),
  };
};

const Stored = z.object({ payload: z.base64() });

const decode = <Content>(
  text: string,
  read: (payload: Uint8Array) => Content,
): Content | undefined => {
  try {
    return read(Buffer.from(Stored.parse(JSON.parse(text)).payload, "base64"));
  } catch {
    // Cut off by a power loss, or of a version that this one does not read.
    return undefined;
  }
};
