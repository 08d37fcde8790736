import { runCommand } from "../run-command.ts";

/** What the build runs on this machine; none of them starts a service. */
const buildTools = [
  "apt-utils",
  "dpkg-dev",
  "golang-1.19-go",
  "golang-github-modern-go-reflect2-dev",
  "gpg",
  "gpg-agent",
  "gpgconf",
  "patch",
  "xz-utils",
] as const;

const installLimitMs = 15 * 60_000;
const aptLockSeconds = 600;

/** Installs what is missing of the build's tools, from the machine's own package sources. */
export const installBuildTools = async (progress: (line: string) => void): Promise<void> => {
  const missing = await findMissing();
  if (missing.length === 0) return;
  progress(`installing ${missing.join(", ")}`);
  const apt = ["apt-get", "-o", `DPkg::Lock::Timeout=${aptLockSeconds}`];
  const options = { limitMs: installLimitMs };
  await runCommand([...apt, "update"], options);
  await runCommand([...apt, "install", "-y", "--no-install-recommends", ...missing], options);
};

const findMissing = async (): Promise<readonly string[]> => {
  const argv = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"];
  const listing = await runCommand(argv, { limitMs: 60_000 });
  const installed = new Set(listing.split("\n"));
  return buildTools.filter((name) => !installed.has(`${name} installed`));
};
