import { ConfigIssues, renderIssue } from "../../controller/config/config-issue.ts";
import {
  type LoadedConfig,
  loadClusterConfig,
} from "../../controller/config/load-cluster-config.ts";
import { configInvalid } from "../../shared/errors/config-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";

/** Files that configurations in tests may name. */
const files: Readonly<Record<string, string>> = {
  "/work/keys/apt.asc": "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
  "/work/keys/secret.asc": "-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
  "/work/keys/binary.gpg": "\u0001\u0002",
  "/work/password": "s3cret\n",
  "/work/empty": "\n",
  "/home/me/.ssh/id": "key",
};

/** Loads a text as the file `c` in /work, with the home folder /home/me. */
export const loadConfigText = (
  text: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<LoadedConfig> =>
  loadClusterConfig({
    from: { name: "c", text },
    cwd: "/work",
    home: "/home/me",
    environment,
    files: {
      read: async (path) => files[path],
      exists: async (path) => files[path] !== undefined,
      list: async () => undefined,
    },
  });

/** The issues of a text that must be invalid, as people see them. */
export const issuesOfText = async (text: string): Promise<readonly string[]> => {
  const error: unknown = await loadConfigText(text).then(
    () => new Error(`loaded without an issue: ${text}`),
    (thrown: unknown) => thrown,
  );
  if (!configInvalid.is(error)) throw toPharosError(error);
  const { cause } = error;
  return cause instanceof ConfigIssues
    ? cause.issues.map((issue) => renderIssue(cause.file, issue))
    : [];
};

/** A good file; `lines` come after its only host, which is on the lines 3 and 4. */
export const configWith = (lines: string): string =>
  `network: {provider: bridge}\nhosts:\n- address: 10.0.0.1\n  role: master\n${lines}`;
