import { accessLimited } from "../../shared/errors/access-errors.ts";
import { hostUnknown, notConfirmed } from "../../shared/errors/run-errors.ts";
import { judgeGrants, readGrants } from "../access/grants-file.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { choice, flag, texts } from "../cli/command-option.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { type OpenedCluster, openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { rotationPhases } from "../keystore/authorities-state.ts";
import { readRotation, renderRotation } from "../rotation/rotation-report.ts";
import { rotateAuthorities, type RotationWish } from "../rotation/rotate-authorities.ts";

const VERB = "certs rotate-ca";

export const certsRotateCa = defineCommand({
  name: VERB,
  summary: "exchange the cluster's authorities for new ones, while everything works",
  description:
    "New root, new intermediates for agents and operators. `trust`: all hosts trust old and new ones. `issue`: masters issue with the new ones, every agent gets a certificate of them. `switch`: this machine uses the new ones, and every host has to answer. `drop`: the old ones are given up, here and on all hosts; until then `--back` takes everything back. Each phase waits for all hosts; the same command goes on after a cut. Nothing restarts. The signing key, and Kubernetes' own authorities, stay.",
  options: {
    status: flag("--status", "only show what each host has"),
    until: choice("--until <phase>", "stop when all hosts have gone through it", rotationPhases),
    back: flag("--back", "take it back: the old ones stay"),
    without: texts(
      "--without <host>",
      "leave it behind if it does not answer; then it is to be enrolled over SSH by the next apply (repeatable)",
    ),
  },
  examples: [
    { command: "pharosctl certs rotate-ca", description: "asks once more before the last phase" },
    {
      command: "pharosctl certs rotate-ca --until switch",
      description: "all but the last: it can be taken back",
    },
    { command: "pharosctl certs rotate-ca --back", description: "take it back" },
    { command: "pharosctl certs rotate-ca --status", description: "where it is, host by host" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const { status, back, until, without } = input.options;
    if (status) return await report(context, input, loaded);
    const start = await look(context, loaded, without);
    await askToBegin(context, input, start, back);
    const begins = !start.isUnderWay && !back;
    const wish = {
      begins,
      back,
      without,
      until: until === "drop" ? "switch" : (until ?? "switch"),
    };
    await rotate(context, input, loaded, wish);
    const now = await look(context, loaded, without);
    if (now.isUnderWay && (until === undefined || until === "drop")) {
      if (!(await askToDrop(context, input, now))) {
        context.stderr.write(
          "Old and new authorities stay trusted. `pharosctl certs rotate-ca` goes on, with `--back` it is taken back.\n",
        );
        return 2;
      }
      await rotate(context, input, loaded, { ...wish, begins: false, until: "drop" });
    }
    return await report(context, input, loaded, back ? TAKEN_BACK : DONE);
  },
});

const DONE =
  "done: all hosts trust the new authorities alone and have certificates of them; the old ones' keys are deleted";
const TAKEN_BACK =
  "done: the exchange is taken back; all hosts trust the old authorities alone and have certificates of them";

/** What questions are about. */
interface Outlook {
  readonly cluster: string;
  readonly isUnderWay: boolean;
  readonly hosts: readonly string[];
  readonly away: readonly string[];
  /** Whose access ends with the old authorities. */
  readonly guests: readonly string[];
}

const look = (
  context: CommandContext,
  loaded: LoadedConfig,
  without: readonly string[],
): Promise<Outlook> =>
  withMembers(context, loaded, async ({ keystore, members, membership }) => {
    const { authorities, folder, guest } = keystore;
    if (guest !== undefined) throw accessLimited(guest);
    const hosts = members.map(({ member }) => member.name);
    const unknown = without.find((name) => !hosts.includes(name));
    if (unknown !== undefined) throw hostUnknown({ host: unknown, known: hosts.join(", ") });
    const { current, rotation } = authorities;
    const staying = rotation?.phase === "switch" ? current : rotation?.other;
    const grants = judgeGrants(await readGrants(folder), {
      revokedSerials: membership.content.revokedSerials,
      authorities,
      nowMs: context.clock.nowMs(),
    });
    return {
      cluster: keystore.cluster.name,
      isUnderWay: rotation !== undefined,
      hosts,
      away: members.flatMap((opened) => ("error" in opened ? [opened.member.name] : [])),
      guests: grants
        .filter((grant) => grant.state === "good" && grant.authorities !== staying)
        .map(({ name }) => name),
    };
  });

/** Who goes on with what was begun was asked then. */
const askToBegin = async (
  context: CommandContext,
  input: CommonInput,
  { cluster, isUnderWay, hosts, away }: Outlook,
  isBack: boolean,
): Promise<void> => {
  if (isUnderWay && !isBack) return;
  // Without an exchange `--back` is an error of its own.
  if (isBack && !isUnderWay) return;
  context.stderr.write(
    isBack
      ? `The old authorities of cluster ${cluster} stay: ${hosts.length} hosts get certificates of them again.\n`
      : `New authorities for cluster ${cluster}: ${hosts.length} hosts are to trust them beside the old ones and get new certificates. Nothing restarts, and it can be taken back until the old ones are given up.\n`,
  );
  if (away.length > 0)
    context.stderr.write(`It will wait for ${away.join(", ")}, which cannot be reached now.\n`);
  const question = isBack ? "Take it back?" : "Begin?";
  const options = { yes: input.yes, defaultAnswer: false, verb: VERB };
  if (!(await confirm(context, question, options))) throw notConfirmed({});
};

const askToDrop = async (
  context: CommandContext,
  input: CommonInput,
  { guests, hosts }: Outlook,
): Promise<boolean> => {
  const ended = guests.length === 0 ? "" : ` The access of ${guests.join(", ")} ends.`;
  context.stderr.write(
    `All ${hosts.length} hosts answer with the new authorities. Giving up the old ones cannot be taken back: their keys are deleted, and what they issued is refused.${ended} Copies of ~/.pharos on other machines are to be made anew.\n`,
  );
  const options = { yes: input.yes, defaultAnswer: false, verb: VERB };
  return await confirm(context, "Give up the old authorities?", options);
};

const rotate = (
  context: CommandContext,
  { output, quiet }: CommonInput,
  loaded: LoadedConfig,
  wish: RotationWish,
): Promise<void> =>
  rotateAuthorities(wish, {
    open: () => openMembers(context, loaded),
    tell: ({ host, news }) => {
      if (output === "table" && !quiet) context.stdout.write(`${host}: ${news}\n`);
    },
    now: () => new Date(context.clock.nowMs()),
    signal: context.signal,
  });

const report = (
  context: CommandContext,
  { output }: CommonInput,
  loaded: LoadedConfig,
  done?: string,
): Promise<number> =>
  withMembers(context, loaded, async (cluster) => {
    const found = await readRotation(cluster);
    context.stdout.write(
      output === "table" ? renderRotation(found, done) : await renderDocument(found, output),
    );
    return 0;
  });

const withMembers = async <Result>(
  context: CommandContext,
  loaded: LoadedConfig,
  act: (cluster: OpenedCluster) => Promise<Result>,
): Promise<Result> => {
  const cluster = await openMembers(context, loaded);
  try {
    return await act(cluster);
  } finally {
    cluster.close();
  }
};
