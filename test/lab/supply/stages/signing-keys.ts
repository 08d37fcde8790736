import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import type { Stage } from "../stage.ts";

const limitMs = 120_000;

export type SignerName = "lab" | "stranger";

/** `lab.asc` and `stranger.asc` are public keys, `NAME.secret.asc` the secret ones, without a passphrase. */
export const signingKeys: Stage = {
  name: "signing-keys",
  inputs: ["recipe 1"],
  needs: [],
  build: async ({ directory }) => {
    await makeKey(directory, "lab");
    await makeKey(directory, "stranger");
  },
};

/** Writes `Release.gpg` and `InRelease` beside `directory`/Release. */
export const signRelease = async (directory: string, secretKeyPath: string): Promise<void> => {
  const release = join(directory, "Release");
  await withKeyring(async (gpg) => {
    await gpg(["--import", secretKeyPath]);
    await gpg(["--armor", "--detach-sign", "--output", `${release}.gpg`, release]);
    await gpg(["--clear-sign", "--output", join(directory, "InRelease"), release]);
  });
};

const makeKey = async (directory: string, name: SignerName): Promise<void> => {
  await withKeyring(async (gpg) => {
    // Dated in the past: a machine whose clock was set back must still accept its own key.
    const past = ["--faked-system-time", "20240101T000000!"];
    const identity = `pharosctl lab (${name}) <${name}@lab.invalid>`;
    await gpg([
      ...past,
      "--passphrase",
      "",
      "--quick-generate-key",
      identity,
      "rsa3072",
      "sign",
      "never",
    ]);
    await writeFile(join(directory, `${name}.asc`), await gpg(["--armor", "--export"]));
    const secret = await gpg(["--armor", "--export-secret-keys"]);
    await writeFile(join(directory, `${name}.secret.asc`), secret, { mode: 0o600 });
  });
};

type Gpg = (argv: readonly string[]) => Promise<string>;

/** gpg works through an agent whose socket path must be short, so that its home is not in the cache. */
const withKeyring = async (use: (gpg: Gpg) => Promise<void>): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), "pharos-gpg-"));
  try {
    await mkdir(join(home, "private-keys-v1.d"), { mode: 0o700 });
    await use((argv) =>
      runCommand(["gpg", "--homedir", home, "--batch", "--yes", "--no-tty", ...argv], { limitMs }),
    );
  } finally {
    await runCommand(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], { limitMs });
    await rm(home, { recursive: true, force: true });
  }
};
