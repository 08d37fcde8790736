import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { type CompletionVerb, toCompletionVerbs } from "../completion/completion-verb.ts";
import { renderBash } from "../completion/render-bash.ts";
import { renderFish } from "../completion/render-fish.ts";
import { renderZsh } from "../completion/render-zsh.ts";

const renderers: Readonly<Record<string, (verbs: readonly CompletionVerb[]) => string>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

export const completion = defineCommand({
  name: "completion",
  summary: "print a completion script for bash, zsh or fish",
  arguments: [{ name: "shell", description: "bash, zsh or fish", required: true }],
  takesConfig: false,
  options: {},
  examples: [
    {
      command: "source <(pharosctl completion bash)",
      description: "in ~/.bashrc; in ~/.zshrc the same with zsh, after compinit",
    },
    { command: "pharosctl completion fish | source", description: "in ~/.config/fish/config.fish" },
  ],
  run: async (context, input) => {
    const [shell = ""] = input.arguments;
    const render = renderers[shell];
    if (render === undefined)
      throw usageInvalid({ reason: `${shell} is none of bash, zsh, fish`, verb: "completion" });
    // On demand: the list names this very module.
    const { commands } = await import("../cli/commands.ts");
    const loaded = await Promise.all(commands.map(({ load }) => load()));
    context.stdout.write(render(loaded.flatMap(toCompletionVerbs)));
    return 0;
  },
});
