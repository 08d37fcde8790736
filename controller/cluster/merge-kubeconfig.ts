import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { kubeconfigUnreadable } from "../../shared/errors/cli-errors.ts";
import type { CommandContext } from "../cli/command-context.ts";

const Named = z.looseObject({ name: z.string() });
const Kubeconfig = z.looseObject({
  clusters: z.array(Named).nullish(),
  users: z.array(Named).nullish(),
  contexts: z.array(Named).nullish(),
  "current-context": z.string().nullish(),
});
type Kubeconfig = z.infer<typeof Kubeconfig>;

/** Puts cluster, user and context into the user's own kubeconfig and makes it current; says what it did. */
export const mergeKubeconfig = async (
  { home, environment, files }: CommandContext,
  made: string,
): Promise<string> => {
  const [first] = (environment["KUBECONFIG"] ?? "").split(delimiter);
  const path = first === undefined || first === "" ? join(home, ".kube", "config") : first;
  const present = await files.read(path);
  const own = read(present ?? "{}", path);
  const added = read(made, "the new kubeconfig");
  const merged: Kubeconfig = {
    ...own,
    apiVersion: "v1",
    kind: "Config",
    clusters: replaceNamed(own.clusters, added.clusters),
    users: replaceNamed(own.users, added.users),
    contexts: replaceNamed(own.contexts, added.contexts),
    "current-context": added["current-context"],
  };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await files.write(path, stringify(merged), { overwrite: true, mode: 0o600 });
  return `${path}: context ${added["current-context"] ?? ""} is current now`;
};

const read = (text: string, file: string): Kubeconfig => {
  try {
    return Kubeconfig.parse(parse(text));
  } catch (cause) {
    throw kubeconfigUnreadable(
      { file, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
};

const replaceNamed = (
  own: readonly z.infer<typeof Named>[] | null | undefined,
  added: readonly z.infer<typeof Named>[] | null | undefined,
): z.infer<typeof Named>[] => {
  const names = new Set(added?.map(({ name }) => name));
  return [...(own ?? []).filter(({ name }) => !names.has(name)), ...(added ?? [])];
};
