import { resolve } from "node:path";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { CommandContext } from "../cli/command-context.ts";

const SHORTEST = 12;

/** The passphrase in a file, without the blanks around it; nothing of it is printed. Throws `USAGE_INVALID`. */
export const readKeyFile = async (
  { files, cwd }: Pick<CommandContext, "files" | "cwd">,
  file: string | undefined,
  verb: string,
): Promise<{ readonly passphrase?: string }> => {
  if (file === undefined) return {};
  const text = await files.read(resolve(cwd, file)).catch(() => undefined);
  if (text === undefined)
    throw usageInvalid({ reason: `--key-file ${file} is no text file that can be read`, verb });
  const passphrase = text.trim();
  if (passphrase.length < SHORTEST)
    throw usageInvalid({
      reason: `--key-file ${file} holds fewer than ${SHORTEST} characters`,
      verb,
    });
  return { passphrase };
};
