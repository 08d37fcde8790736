import { createHash, X509Certificate } from "node:crypto";
import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";
import { HOST_SCRIPT } from "./host-script.ts";

/** What a host shows of Kubernetes by its files; absent: there is no such file. */
export interface NodeHost {
  /** As it calls itself, in lower case: the name that kubeadm gives its node. */
  readonly hostname: string;
  /** `sha256:` and the digest of the authority's public key. */
  readonly caCertificateHash?: string;
  readonly kubeletConfig?: string;
  readonly kubeletFlags?: string;
  /** Texts of manifests. */
  readonly manifests: Readonly<Partial<Record<ControlPlaneComponent | "etcd", string>>>;
  readonly kubeletServer?: string;
  readonly hasAdminKubeconfig: boolean;
  readonly hasAuthorityKey: boolean;
  /** Debian version of the kubelet's package; absent: it is no package's. */
  readonly kubeletPackage?: string;
}

const LIMIT_MS = 30_000;

/** Looks at a host over SSH, in one round trip; changes nothing. */
export const readNodeHost = async (session: Pick<SshSession, "runAsRoot">): Promise<NodeHost> =>
  parseNodeHost(
    await session.runAsRoot({
      step: "look at its node",
      argv: ["sh", "-s"],
      input: HOST_SCRIPT,
      limitMs: LIMIT_MS,
    }),
  );

export const parseNodeHost = (text: string): NodeHost => {
  const answers = parseAnswers(text);
  const { hostname = "", authority, ...rest } = answers;
  const caCertificateHash = authority === undefined ? undefined : hashOf(authority);
  return {
    hostname: hostname.trim().toLowerCase(),
    ...defined({
      caCertificateHash,
      kubeletConfig: rest["kubelet_config"],
      kubeletFlags: rest["kubelet_flags"],
      kubeletServer: rest["kubelet_server"]?.trim().split("\n")[0],
      // One that was removed may have left its configuration, and its version.
      kubeletPackage: /^installed (.+)$/.exec(rest["kubelet_package"] ?? "")?.[1],
    }),
    manifests: defined({
      "kube-apiserver": rest["kube-apiserver"],
      "kube-controller-manager": rest["kube-controller-manager"],
      "kube-scheduler": rest["kube-scheduler"],
      etcd: rest["etcd"],
    }),
    hasAdminKubeconfig: rest["admin"] !== undefined,
    hasAuthorityKey: rest["authority_key"] !== undefined,
  };
};

const parseAnswers = (text: string): Readonly<Partial<Record<string, string>>> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      if (at < 1) return [];
      return [[line.slice(0, at), Buffer.from(line.slice(at + 1), "base64").toString()] as const];
    }),
  );

const hashOf = (pem: string): string | undefined => {
  try {
    const key = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
    return `sha256:${createHash("sha256").update(key).digest("hex")}`;
  } catch {
    return undefined;
  }
};

type Defined<Fields> = { readonly [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function defined<Fields extends Readonly<Record<string, string | undefined>>>(
  fields: Fields,
): Defined<Fields>;
function defined(fields: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
