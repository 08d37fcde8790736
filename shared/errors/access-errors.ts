import { defineError } from "./define-error.ts";

export const accessLimited = defineError<{ readonly name: string; readonly role: string }>({
  code: "ACCESS_LIMITED",
  blame: "user",
  message: ({ name, role }) =>
    `this machine has access as ${name} (${role}) alone, and what was asked for needs the cluster's keys`,
  hint: () => "ask who has the cluster's keys to do it",
});

export const accessEnded = defineError<{ readonly name: string; readonly endedAt: string }>({
  code: "ACCESS_ENDED",
  blame: "user",
  message: ({ name, endedAt }) => `the access of ${name} ended at ${endedAt}`,
  hint: ({ name }) =>
    `ask for a new one: \`pharosctl access grant ${name}\` where the cluster's keys are`,
});

export const accessFileInvalid = defineError<{ readonly file: string; readonly reason: string }>({
  code: "ACCESS_FILE_INVALID",
  blame: "user",
  message: ({ file, reason }) => `${file} gives no access: ${reason}`,
  hint: () => "is it what `pharosctl access grant` wrote, whole?",
});

export const accessUnknown = defineError<{ readonly said: string }>({
  code: "ACCESS_UNKNOWN",
  blame: "user",
  message: ({ said }) => `no access that is good was granted to ${said}`,
  hint: () => "`pharosctl access list` shows what was granted, with serial numbers",
});
