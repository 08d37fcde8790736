import type { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { pemUnreadable } from "../../shared/errors/pki-errors.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import type { HostCertificate } from "../../shared/rpc/gen/certificate.ts";
import type { Agent } from "../agent.ts";
import type { FileReader } from "../host/files.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

/**
 * Certificates that kubeadm made on a master, sorted by path; `[]` on a worker with its CA's copy
 * alone. Files with keys are not opened. What is unreadable is left out: kubeadm's own check tells.
 */
export const readKubernetesCertificates = async (
  files: Pick<FileReader, "list" | "read">,
): Promise<readonly HostCertificate[]> => {
  const folders = [kubeadmPaths.pki, `${kubeadmPaths.pki}/etcd`];
  const paths = await Promise.all(
    folders.map(async (folder) =>
      ((await files.list(folder)) ?? [])
        .filter((name) => name.endsWith(".crt"))
        .map((name) => `${folder}/${name}`),
    ),
  );
  const found = await Promise.all(
    paths.flat().map(async (path) => toHostCertificates(path, await files.read(path))),
  );
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** What the agent itself shows; one certificate. */
export const ownCertificate = ({
  paths,
  identity,
}: Pick<Agent, "paths" | "identity">): readonly HostCertificate[] =>
  toHostCertificates(join(paths.pki, "agent.crt"), identity.current().certificateChain);

/** The first certificate of a PEM text as it travels; nothing for what is none. */
const toHostCertificates = (path: string, pem: string | undefined): readonly HostCertificate[] => {
  if (pem === undefined) return [];
  try {
    return [describe(path, parseCertificate(pem, path))];
  } catch (error) {
    if (pemUnreadable.is(error)) return [];
    throw error;
  }
};

const describe = (path: string, certificate: X509Certificate): HostCertificate => {
  const { notBefore, notAfter } = validityOf(certificate);
  return {
    path,
    subject: certificate.subject.replaceAll("\n", ", "),
    serial: certificate.serialNumber.toLowerCase(),
    notBeforeMs: notBefore.getTime(),
    notAfterMs: notAfter.getTime(),
    isAuthority: certificate.ca,
  };
};
