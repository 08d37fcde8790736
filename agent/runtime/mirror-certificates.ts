import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";

/** The authority of one mirror, as Docker and cri-o look for it: in a folder called as the mirror's host. */
export interface MirrorCertificate {
  /** Host and port; the name of the folder. */
  readonly host: string;
  readonly path: string;
  readonly text: string;
}

/** Name of our file in each folder, and its first line: other files of the folder are somebody else's. */
export const MIRROR_CA_FILE = "pharos.crt";
export const MIRROR_CA_FIRST_LINE = "# Written by pharosctl; a change made here is undone.";

/** One below `directory` for each mirror that has an authority of its own; words before a PEM block mean nothing. */
export const toMirrorCertificates = (
  { mirrors }: RuntimeSpec,
  directory: string,
): readonly MirrorCertificate[] => {
  const texts = new Map<string, string>();
  for (const { endpoint, ca } of mirrors)
    if (ca !== undefined) texts.set(new URL(endpoint).host, ca);
  return [...texts].map(([host, ca]) => ({
    host,
    path: `${directory}/${host}/${MIRROR_CA_FILE}`,
    text: `${MIRROR_CA_FIRST_LINE}\n${ca}`,
  }));
};
