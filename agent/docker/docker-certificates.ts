import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { DOCKER_DIRECTORY } from "./render-daemon-config.ts";

export const DOCKER_CERTIFICATES_DIRECTORY = `${DOCKER_DIRECTORY}/certs.d`;

/** The authority of one mirror, as Docker looks for it: in a folder called as the mirror's host. */
export interface DockerCertificate {
  /** Host and port; the name of the folder. */
  readonly host: string;
  readonly path: string;
  readonly text: string;
}

/** Name of our file in each folder, and its first line: other files of the folder are somebody else's. */
export const DOCKER_CA_FILE = "pharos.crt";
export const DOCKER_CA_FIRST_LINE = "# Written by pharosctl; a change made here is undone.";

/** One for each mirror that has an authority of its own; words before a PEM block mean nothing. */
export const toDockerCertificates = ({ mirrors }: RuntimeSpec): readonly DockerCertificate[] => {
  const texts = new Map<string, string>();
  for (const { endpoint, ca } of mirrors)
    if (ca !== undefined) texts.set(new URL(endpoint).host, ca);
  return [...texts].map(([host, ca]) => ({
    host,
    path: `${DOCKER_CERTIFICATES_DIRECTORY}/${host}/${DOCKER_CA_FILE}`,
    text: `${DOCKER_CA_FIRST_LINE}\n${ca}`,
  }));
};
