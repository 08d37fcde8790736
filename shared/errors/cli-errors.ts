import { defineError } from "./define-error.ts";

export const usageInvalid = defineError<{ readonly reason: string; readonly verb: string }>({
  code: "USAGE_INVALID",
  blame: "user",
  message: ({ reason }) => reason,
  hint: ({ verb }) => `\`${verb === "" ? "pharosctl" : `pharosctl ${verb}`} --help\` shows what can be said`,
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
  hint: ({ verb }) => `run \`pharosctl ${verb}\` again: it goes on where it stopped`,
});
