import { X509Certificate } from "node:crypto";
import { parse } from "yaml";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import type { RunningPod } from "../host/runtime.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

/** A certificate that kubeadm issues for a year, by kubeadm's name for it. */
export interface KubernetesCertificate {
  readonly name: string;
  /** Below /etc/kubernetes. */
  readonly file: string;
  /** Key of the authority that issues it, below /etc/kubernetes/pki. */
  readonly issuer: string;
}

/** But for the API server's own, which `api-certificate` keeps. */
export const kubernetesCertificates: readonly KubernetesCertificate[] = [
  { name: "admin.conf", file: "admin.conf", issuer: "ca.key" },
  { name: "super-admin.conf", file: "super-admin.conf", issuer: "ca.key" },
  { name: "controller-manager.conf", file: "controller-manager.conf", issuer: "ca.key" },
  { name: "scheduler.conf", file: "scheduler.conf", issuer: "ca.key" },
  {
    name: "apiserver-kubelet-client",
    file: "pki/apiserver-kubelet-client.crt",
    issuer: "ca.key",
  },
  { name: "front-proxy-client", file: "pki/front-proxy-client.crt", issuer: "front-proxy-ca.key" },
  {
    name: "apiserver-etcd-client",
    file: "pki/apiserver-etcd-client.crt",
    issuer: "etcd/ca.key",
  },
  { name: "etcd-server", file: "pki/etcd/server.crt", issuer: "etcd/ca.key" },
  { name: "etcd-peer", file: "pki/etcd/peer.crt", issuer: "etcd/ca.key" },
  {
    name: "etcd-healthcheck-client",
    file: "pki/etcd/healthcheck-client.crt",
    issuer: "etcd/ca.key",
  },
];

/** Programs that read a certificate when they start and never again. etcd reads its own at each handshake. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  "kube-apiserver": [
    "pki/apiserver-kubelet-client.crt",
    "pki/front-proxy-client.crt",
    "pki/apiserver-etcd-client.crt",
  ],
  "kube-controller-manager": ["controller-manager.conf"],
  "kube-scheduler": ["scheduler.conf"],
};

export interface CertificatesState {
  readonly seenAt: Date;
  /** Those that are there, can be read, and whose authority can issue here. */
  readonly certificates: readonly (KubernetesCertificate & { readonly endsAt: Date })[];
  /** Programs that run with a certificate of before, by name, with their pod. */
  readonly outdated: readonly { readonly program: string; readonly pod: RunningPod }[];
  /** Programs that were started anew for their certificate and do not serve yet. */
  readonly starting: readonly string[];
}

/** What kubeadm's certificates on this master are good for, and whether they are in use. Total. */
export const observeKubernetesCertificates = async (
  host: Pick<HostReader, "files" | "now" | "runtime" | "kubernetes">,
  hostName: string,
): Promise<CertificatesState> => {
  const found = await Promise.all(
    kubernetesCertificates.map(async (certificate) => {
      const endsAt = await readEnd(host, certificate);
      return endsAt === undefined ? [] : [{ ...certificate, endsAt }];
    }),
  );
  const certificates = found.flat();
  const pods = certificates.length === 0 ? undefined : await host.runtime.pods();
  const formedAtMs = await newestChange(host, ["pki/ca.key"]);
  const programs = await Promise.all(
    Object.entries(READERS).map(async ([program, files]) => {
      const pod = pods?.find(
        ({ namespace, name }) => namespace === "kube-system" && name === `${program}-${hostName}`,
      );
      const changedAtMs = await newestChange(host, files);
      const isRenewed = changedAtMs - formedAtMs > FORMING_MS;
      const isNew = isRenewed && host.now().getTime() - changedAtMs < STARTING_MS;
      return { program, pod, changedAtMs, isNew };
    }),
  );
  return {
    seenAt: host.now(),
    certificates,
    outdated: programs.flatMap(({ program, pod, changedAtMs }) =>
      pod !== undefined && pod.startedAtMs < changedAtMs ? [{ program, pod }] : [],
    ),
    starting: [
      ...programs
        .filter(({ pod, isNew }) => isNew && pods !== undefined && pod === undefined)
        .map(({ program }) => program),
      ...(programs.some(({ isNew }) => isNew) && (await isSilent(host)) ? ["Kubernetes API"] : []),
    ],
  };
};

/** kubeadm writes authorities and their first certificates in one go: nothing was started anew for those. */
const FORMING_MS = 60_000;

/** After that a program that does not run is others' matter. */
const STARTING_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
const RENEWED_DAYS_BEFORE = 60;

/** What differs when a certificate ends within 60 days; `[]` before. */
export const endingChange = (endsAt: Date, now: Date, field = "end"): readonly Change[] =>
  endsAt.getTime() - now.getTime() > RENEWED_DAYS_BEFORE * DAY_MS
    ? []
    : [{ field, before: endsAt.toISOString().slice(0, 10), after: "a year from now" }];

const isSilent = async ({ kubernetes }: Pick<HostReader, "kubernetes">): Promise<boolean> =>
  silenceOf(await kubernetes.get("admin", "/readyz")) !== undefined;

const readEnd = async (
  { files }: Pick<HostReader, "files">,
  { file, issuer }: KubernetesCertificate,
): Promise<Date | undefined> => {
  // Without it the authority is somebody else's, who renews too.
  if ((await files.stat(`${kubeadmPaths.pki}/${issuer}`)) === undefined) return undefined;
  const text = await files.read(`${kubeadmPaths.configuration}/${file}`);
  if (text === undefined) return undefined;
  try {
    const pem = file.endsWith(".conf") ? clientCertificate(text) : text;
    return validityOf(new X509Certificate(pem)).notAfter;
  } catch {
    return undefined;
  }
};

const clientCertificate = (kubeconfig: string): string =>
  Buffer.from(
    textAt(parse(kubeconfig), "users", 0, "user", "client-certificate-data") ?? "",
    "base64",
  ).toString();

const newestChange = async (
  { files }: Pick<HostReader, "files">,
  names: readonly string[],
): Promise<number> => {
  const found = await Promise.all(
    names.map((name) => files.stat(`${kubeadmPaths.configuration}/${name}`)),
  );
  return Math.max(0, ...found.map((file) => file?.modifiedAtMs ?? 0));
};
