import { defineError } from "./define-error.ts";

export const configurationRejected = defineError<{
  readonly program: string;
  readonly path: string;
  readonly reason: string;
}>({
  code: "CONFIGURATION_REJECTED",
  blame: "environment",
  message: ({ program, path, reason }) =>
    `${program} does not accept the configuration meant for ${path}: ${reason.split("\n").at(-1) ?? ""}`,
  hint: ({ program }) =>
    `the file in use was left as it was; see whether the host's ${program} is older than its distribution's`,
});
