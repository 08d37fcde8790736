import { confirmationImpossible, interrupted } from "../../shared/errors/cli-errors.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * Asks a yes-or-no question on the terminal. True with `--yes`. Throws `CONFIRMATION_IMPOSSIBLE` where
 * nobody can answer, and `INTERRUPTED` when the input ends.
 */
export const confirm = async (
  { terminal }: Pick<CommandContext, "terminal">,
  question: string,
  options: { readonly yes: boolean; readonly defaultAnswer: boolean; readonly verb: string },
): Promise<boolean> => {
  if (options.yes) return true;
  if (!terminal.isInteractive) throw confirmationImpossible({ question });
  const answer = await terminal.ask(`${question} ${options.defaultAnswer ? "(Y/n)" : "(y/N)"} `);
  if (answer === undefined) throw interrupted({ verb: options.verb });
  const said = answer.trim().toLowerCase();
  return said === "" ? options.defaultAnswer : said === "y" || said === "yes";
};
