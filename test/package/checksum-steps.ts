import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { signChecksums } from "../../packaging/release/sign-checksums.ts";
import { runCommand } from "../lab/run-command.ts";
import { expect, type Step } from "./step.ts";

/** What stands in docs/releasing.md for those who check what they have got. */
export const checksumSteps: readonly Step[] = [
  {
    title: "every file of the release has its checksum",
    run: async ({ release }) => {
      const checked = await runCommand(["sha256sum", "--strict", "--check", "SHA256SUMS"], {
        cwd: release,
        timeoutMs: 300_000,
      });
      expect(`sha256sum says yes: ${checked.stdout}${checked.stderr}`, checked.code === 0);
    },
  },
  {
    title: "the signature of the checksums is good, and none other is",
    run: async ({ release, folder }) => {
      const sums = join(folder, "SHA256SUMS");
      await copyFile(join(release, "SHA256SUMS"), sums);
      const key = await makeKey(folder, "release");
      await signChecksums(sums, key);
      await trust(folder, key);
      expect("the signature is good", await isGood(folder));
      await appendFile(sums, "x");
      expect("one of other checksums is refused", !(await isGood(folder)));
      await signChecksums(sums, await makeKey(folder, "stranger"));
      expect("one of a stranger's key is refused", !(await isGood(folder)));
    },
  },
];

const makeKey = async (folder: string, name: string): Promise<string> => {
  const path = join(folder, `${name}-key`);
  const argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path];
  const made = await runCommand(argv);
  expect(`a key is made: ${made.stderr}`, made.code === 0);
  return path;
};

const trust = async (folder: string, key: string): Promise<void> => {
  const publicKey = await readFile(`${key}.pub`, "utf8");
  const line = `release@pharosctl namespaces="pharosctl-release" ${publicKey}`;
  await writeFile(join(folder, "release-signers"), line);
};

const isGood = async (folder: string): Promise<boolean> => {
  const of = ["-f", "release-signers", "-I", "release@pharosctl", "-n", "pharosctl-release"];
  const argv = ["ssh-keygen", "-Y", "verify", ...of, "-s", "SHA256SUMS.sig"];
  const input = await readFile(join(folder, "SHA256SUMS"), "utf8");
  return (await runCommand(argv, { cwd: folder, input })).code === 0;
};
