import { defineError } from "./define-error.ts";

export const usageInvalid = defineError<{ readonly reason: string; readonly verb: string }>({
  code: "USAGE_INVALID",
  blame: "user",
  message: ({ reason }) => reason,
  hint: ({ verb }) =>
    `\`${verb === "" ? "pharosctl" : `pharosctl ${verb}`} --help\` shows what can be said`,
});

export const fileExists = defineError<{ readonly file: string }>({
  code: "FILE_EXISTS",
  blame: "user",
  message: ({ file }) => `${file} is there already`,
  hint: () => "name another file; nothing is overwritten",
});

export const confirmationImpossible = defineError<{ readonly question: string }>({
  code: "CONFIRMATION_IMPOSSIBLE",
  blame: "user",
  message: ({ question }) => `there is no terminal to ask: ${question}`,
  hint: () => "say yes beforehand with --yes",
});

export const interrupted = defineError<{ readonly verb: string }>({
  code: "INTERRUPTED",
  blame: "user",
  message: ({ verb }) => `${verb} was interrupted`,
  hint: () => "run the same command again: it goes on where it stopped",
});

export const ttlInvalid = defineError<{ readonly ttl: string }>({
  code: "TTL_INVALID",
  blame: "user",
  message: ({ ttl }) => `--ttl ${ttl} is not a duration of at least a minute`,
  hint: () => "such as 8h, 30d or 365d",
});

export const kubeconfigUnreadable = defineError<{ readonly file: string; readonly reason: string }>(
  {
    code: "KUBECONFIG_UNREADABLE",
    blame: "user",
    message: ({ file, reason }) => `${file} is no kubeconfig that can be read: ${reason}`,
    hint: () => "repair or move the file, or print the kubeconfig without --merge",
  },
);
