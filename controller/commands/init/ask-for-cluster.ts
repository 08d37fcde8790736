import { interrupted } from "../../../shared/errors/cli-errors.ts";
import type { Terminal } from "../../cli/command-context.ts";
import type { ClusterWishes } from "./render-cluster-file.ts";

/** Asks a person for what the flags have left open. */
export const askForCluster = async (
  given: ClusterWishes,
  terminal: Pick<Terminal, "ask">,
): Promise<ClusterWishes> => {
  const ask = async (question: string): Promise<string> => {
    const answer = await terminal.ask(question);
    if (answer === undefined) throw interrupted({ verb: "init" });
    return answer.trim();
  };
  const masters = toList(await ask("Addresses of the masters (one, or an odd number): "));
  const workers = toList(await ask("Addresses of the workers (none is fine): "));
  const user = given.user ?? (await ask("User to log in as [ubuntu]: "));
  const sshKey = given.sshKey ?? (await ask("Private key file [OpenSSH's own choice]: "));
  const name = given.name ?? (await ask("Name of the cluster [generated]: "));
  return {
    ...given,
    masters,
    workers,
    user: orNothing(user),
    sshKey: orNothing(sshKey),
    name: orNothing(name),
  };
};

const toList = (answer: string): readonly string[] =>
  answer.split(/[\s,]+/).filter((word) => word !== "");

const orNothing = (answer: string): string | undefined => (answer === "" ? undefined : answer);
