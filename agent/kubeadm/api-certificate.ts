import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host, HostReader } from "../host/host.ts";
import { apiServerNames } from "./api-server-names.ts";
import { apiCertificateArguments, uploadConfigurationArguments } from "./kubeadm-arguments.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { renderInitConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";

const PHASE_LIMIT_MS = 2 * 60_000;
const CERTIFICATE = "apiserver.crt";
const KEY = "apiserver.key";
/** On tmpfs, 0700: the new pair is made beside a copy of the authority, and the old one serves meanwhile. */
const WORKSHOP = `${kubeadmPaths.runDirectory}/api-certificate`;

export type ApiCertificateState =
  /** No API server here yet, or an authority or files that are not ours to judge. */
  | { readonly kind: "absent" }
  /** A renewal was cut between key and certificate. */
  | { readonly kind: "torn" }
  | {
      readonly kind: "present";
      readonly names: readonly string[];
      readonly endsAt: Date;
      readonly seenAt: Date;
    };

/** Names and addresses in the certificate that this master's API server shows. */
export const observeApiCertificate = async (
  host: Pick<HostReader, "files" | "now">,
): Promise<ApiCertificateState> => {
  const [certificate, key, authority] = await Promise.all(
    [CERTIFICATE, KEY, "ca.key"].map((name) => host.files.read(`${kubeadmPaths.pki}/${name}`)),
  );
  if (certificate === undefined || key === undefined || authority === undefined)
    return { kind: "absent" };
  return judge(certificate, key, host.now());
};

/**
 * Tells kubeadm's stored configuration of the spec's names, for masters that join later, and issues a
 * certificate with all of them. The API server reads its files anew within a minute, by itself.
 */
export const renewApiCertificate = async (host: Host, spec: NodeSpec): Promise<void> => {
  await uploadConfiguration(host, spec);
  const text = renderInitConfiguration(spec, undefined, WORKSHOP);
  await host.files.makeDirectory(WORKSHOP, { mode: 0o700 });
  try {
    for (const name of ["ca.crt", "ca.key"])
      await copy(host, `${kubeadmPaths.pki}/${name}`, `${WORKSHOP}/${name}`, 0o600);
    await withRunFile(host, "api-certificate.yaml", text, (path) =>
      runPhase(host, apiCertificateArguments(path), "kubeadm init phase certs apiserver"),
    );
    await copy(host, `${WORKSHOP}/${KEY}`, `${kubeadmPaths.pki}/${KEY}`, 0o600);
    await copy(host, `${WORKSHOP}/${CERTIFICATE}`, `${kubeadmPaths.pki}/${CERTIFICATE}`, 0o644);
  } finally {
    await host.files.remove(WORKSHOP);
  }
};

/** Tells kubeadm's stored configuration of the spec, for masters that join later. */
export const uploadConfiguration = async (host: Host, spec: NodeSpec): Promise<void> => {
  await withRunFile(host, "upload-config.yaml", renderInitConfiguration(spec), (path) =>
    runPhase(host, uploadConfigurationArguments(path), "kubeadm init phase upload-config kubeadm"),
  );
};

/** Those of the spec that the certificate does not have; more than these does no harm. */
export const findMissingNames = (names: readonly string[], spec: NodeSpec): readonly string[] => {
  const known = new Set(names.map(canonical));
  return apiServerNames(spec)
    .filter((name) => !known.has(canonical(name)))
    .toSorted();
};

const judge = (certificate: string, key: string, seenAt: Date): ApiCertificateState => {
  try {
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(createPrivateKey(key))) return { kind: "torn" };
    const names = (parsed.subjectAltName ?? "")
      .split(", ")
      .map((name) => name.replace(/^(DNS|IP Address):/, ""));
    return { kind: "present", names, endsAt: validityOf(parsed).notAfter, seenAt };
  } catch {
    return { kind: "absent" };
  }
};

/** IPv6 has many spellings, and OpenSSL's is none of the usual ones. */
const canonical = (name: string): string =>
  isIPv6(name) ? new URL(`http://[${name}]`).hostname : name.toLowerCase();

const copy = async (host: Host, from: string, to: string, mode: number): Promise<void> => {
  await host.files.write(to, (await host.files.read(from)) ?? "", { mode });
};

const runPhase = async (host: Host, argv: readonly string[], reason: string): Promise<void> => {
  await host.programs.run({ argv, limitMs: PHASE_LIMIT_MS, reason });
};
