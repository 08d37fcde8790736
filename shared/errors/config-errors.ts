import { defineError } from "./define-error.ts";

/** All issues of the file are in the cause: `ConfigIssues` of the controller. */
export const configInvalid = defineError<{ readonly file: string; readonly issues: number }>({
  code: "CONFIG_INVALID",
  blame: "user",
  message: ({ file, issues }) => `${file} has ${issues === 1 ? "an error" : `${issues} errors`}`,
  hint: () => "correct the file; `pharosctl validate` checks it without touching any host",
});

export const configNotFound = defineError<{ readonly file: string }>({
  code: "CONFIG_NOT_FOUND",
  blame: "user",
  message: ({ file }) => `there is no file ${file}`,
  hint: () =>
    "name the file: `pharosctl <verb> cluster.yml`; `pharosctl init` writes one to start from",
});

export const configUnreadable = defineError<{ readonly file: string; readonly reason: string }>({
  code: "CONFIG_UNREADABLE",
  blame: "user",
  message: ({ file, reason }) => `${file} cannot be read: ${reason}`,
  hint: ({ file }) => `make ${file} a readable file, of UTF-8 text`,
});

export const configExists = defineError<{ readonly file: string }>({
  code: "CONFIG_EXISTS",
  blame: "user",
  message: ({ file }) => `${file} exists already, and is left as it is`,
  hint: () => "name another file, or overwrite it with --force",
});
