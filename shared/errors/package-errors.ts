import { defineError } from "./define-error.ts";

export const aptLocked = defineError<{
  readonly holder: string;
  readonly processId: number;
  readonly waitedSeconds: number;
}>({
  code: "APT_LOCKED",
  blame: "environment",
  message: ({ holder, processId, waitedSeconds }) =>
    `${holder} (process ${processId}) has held apt's lock for more than ${waitedSeconds} s`,
  hint: ({ processId }) =>
    `let it finish, or see what it waits for (\`ps -fp ${processId}\`), then run apply again`,
});

export const repositoryUnreachable = defineError<{ readonly uri: string; readonly stderr: string }>(
  {
    code: "REPOSITORY_UNREACHABLE",
    blame: "environment",
    message: ({ uri }) => `the package repository ${uri} does not answer, or has no such release`,
    hint: () =>
      "check its address in `repositories`, and the host's way to it (proxy, DNS, firewall)",
  },
);

export const repositoryUntrusted = defineError<{ readonly uris: string; readonly stderr: string }>({
  code: "REPOSITORY_UNTRUSTED",
  blame: "environment",
  message: ({ uris }) =>
    `apt refuses what a package repository serves (signature, date or content); it has ${uris}`,
  hint: () =>
    "the key in `repositories` must be the one that signs it; apt's own words are in the details",
});

export const packageVersionNotFound = defineError<{
  readonly name: string;
  readonly version: string;
  /** Newest first, separated by commas. */
  readonly available: string;
}>({
  code: "PACKAGE_VERSION_NOT_FOUND",
  blame: "environment",
  message: ({ name, version, available }) =>
    `no repository of the host has ${name} ${version} (there is: ${available || "nothing of that name"})`,
  hint: () => "choose a version that is there, or add a repository that has it to `repositories`",
});

export const packagesNotInstallable = defineError<{
  readonly names: string;
  readonly stderr: string;
}>({
  code: "PACKAGES_NOT_INSTALLABLE",
  blame: "environment",
  message: ({ names }) =>
    `apt finds no way to install ${names} without breaking or removing something else`,
  hint: () => "apt's reasons are in the details: other packages of the host conflict with these",
});

export const packagesBroken = defineError<{
  readonly names: string;
  /** What dpkg calls half-installed or unconfigured. */
  readonly audit: string;
  readonly stderr: string;
}>({
  code: "PACKAGES_BROKEN",
  blame: "environment",
  message: ({ names }) => `dpkg could not finish ${names}: packages are left half-installed`,
  hint: () => "run `dpkg --configure -a` on the host and solve what it names, then run apply again",
});

export const packagesFailed = defineError<{ readonly names: string; readonly stderr: string }>({
  code: "PACKAGES_FAILED",
  blame: "environment",
  message: ({ names }) => `apt failed on ${names}`,
  hint: () =>
    "apt's own words are in the details; often the disk is full or a download was damaged",
});

export const purgeTakesOthers = defineError<{ readonly names: string; readonly others: string }>({
  code: "PURGE_TAKES_OTHERS",
  blame: "environment",
  message: ({ names, others }) => `${names} were not removed, because ${others} would go with them`,
  hint: () => "remove those first if nothing needs them, then run the same command again",
});
