import * as z from "zod/mini";
import type { EtcdAnswer, EtcdMember } from "../etcd.ts";
import type { FileReader } from "../files.ts";
import { requestJson } from "./request-json.ts";

const PKI = "/etc/kubernetes/pki/etcd";
const PEER_PORT = 2380;

const Members = z.array(
  z.object({
    id: z.string(),
    name: z._default(z.string(), ""),
    peerURLs: z._default(z.array(z.string()), []),
    isLearner: z._default(z.boolean(), false),
  }),
);

/**
 * The members as etcd's peer port tells them, to a host whose address is in its peer certificate. The
 * client port tells them too, but a server that was started without a quorum serves nothing there,
 * and the kubelet restarts one that has lost it.
 */
export const readPeerMembers = async (
  files: FileReader,
  address: string,
): Promise<EtcdAnswer<readonly EtcdMember[]>> => {
  const [ca, certificate, key] = await Promise.all(
    ["ca.crt", "peer.crt", "peer.key"].map((name) => files.read(`${PKI}/${name}`)),
  );
  if (ca === undefined || certificate === undefined || key === undefined)
    return { kind: "unreachable", reason: `${PKI} has no peer certificate` };
  const host = address.includes(":") ? `[${address}]` : address;
  const server = `https://${host}:${PEER_PORT}`;
  const answer = await requestJson({
    method: "GET",
    path: "/members",
    server,
    ca,
    certificate,
    key,
  });
  return answer.kind === "failed"
    ? { kind: "unreachable", reason: answer.reason }
    : parsePeerMembers(answer.text);
};

/** Ids have 64 bits, which JSON's numbers have not: they are read as texts. */
export const parsePeerMembers = (text: string): EtcdAnswer<readonly EtcdMember[]> => {
  try {
    const members = Members.parse(JSON.parse(text.replaceAll(/"id":(\d+)/g, '"id":"$1"')));
    return {
      kind: "ok",
      value: members.map(({ id, name, peerURLs: peerUrls, isLearner }) => ({
        id: BigInt(id).toString(16),
        name,
        peerUrls,
        isLearner,
      })),
    };
  } catch {
    return { kind: "unreachable", reason: "its answer is no list of members" };
  }
};
