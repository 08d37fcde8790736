import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const oxfmt = join(import.meta.dirname, "../../node_modules/.bin/oxfmt");

/** A generated file's text as `npm run check` wants it; `name` tells the language. */
export const formatGenerated = async (name: string, source: string): Promise<string> => {
  const child = spawn(oxfmt, ["--stdin-filepath", name], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.end(source);
  const formatted = await text(child.stdout);
  const status = await ended;
  if (status !== 0) throw new Error(`oxfmt ended with ${status} on generated ${name}`);
  return formatted;
};
