import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";

/** What a signature of ours is for: one made for another purpose with the same key is none. */
const SIGNATURE_NAMESPACE = "pharosctl-release";

/**
 * Signs a file with OpenSSH, which everybody has who can use pharosctl: `<path>.sig`. The key is an
 * Ed25519 key file, or its public half when an SSH agent has the other, on a token for example.
 */
export const signChecksums = async (path: string, keyFile: string): Promise<void> => {
  // ssh-keygen asks before it replaces one.
  await rm(`${path}.sig`, { force: true });
  const argv = ["-Y", "sign", "-q", "-f", keyFile, "-n", SIGNATURE_NAMESPACE, path];
  await promisify(execFile)("ssh-keygen", argv);
};
