import type { Member } from "../../shared/spec/membership.ts";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { text } from "../cli/command-option.ts";
import { askHostKeys } from "../apply/ask-host-keys.ts";
import { prepareApply } from "../apply/prepare-apply.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { hostId } from "../config/host-id.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";
import { apply } from "./apply.ts";
import { judgeMasterRejoin } from "../remove/judge-master-rejoin.ts";
import { requireLogin } from "../remove/require-login.ts";
import { hostsRemove } from "./hosts-remove.ts";

const VERB = "hosts rejoin";

export const hostsRejoin = defineCommand({
  name: VERB,
  summary: "take a host out and let it join again as cluster.yml says now",
  description:
    "For what is not changed below a node that runs, such as another container_runtime. The host is drained, made bare and joins again; its address and name stay. One host at a time, which has to answer over SSH, too. A master does so only while etcd and all other masters are well, and not as the only one. Cut off after it has left, `pharosctl apply` lets it join.",
  arguments: [{ name: "host", description: "its name or address", required: true }],
  options: { drainTimeout: text("--drain-timeout <duration>", "as of `hosts remove`") },
  examples: [{ command: "pharosctl hosts rejoin w2", description: "after a question" }],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const { member, host, keystore, masters } = await chooseMember(
      context,
      loaded,
      input.arguments,
    );
    const { name, role, address } = member;
    const others = loaded.config.hosts.filter((host) => host.address !== address);
    await requireReady(context, loaded, others.map(hostId));
    await requireLogin(host, keystore, context, askHostKeys(context, { yes: false }));
    context.stderr.write(
      `${role} ${name} will be drained, made bare, and join again.${tellMeanwhile(masters)}\n`,
    );
    const question = { yes: input.yes, defaultAnswer: false, verb: VERB };
    if (!(await confirm(context, "Go on?", question))) throw notConfirmed({});
    const { drainTimeout } = input.options;
    const asked = { ...input, yes: true };
    await hostsRemove.run(context, { ...asked, options: { drainTimeout } });
    // The others are let know it last: their ways to its pods went with it. A master needs theirs to be let in,
    // and where it is the first of cluster.yml it keeps the cluster's own objects again from then on.
    for (const only of role === "master" ? [[], []] : [[address], []])
      await apply.run(context, { ...asked, arguments: [], options: { only } });
    return 0;
  },
});

/** Throws what an apply of the others would refuse: nothing is to be found out after the host has left. */
const requireReady = async (
  context: CommandContext,
  loaded: LoadedConfig,
  only: readonly string[],
): Promise<void> => {
  const prepared = await prepareApply(context, {
    loaded,
    only,
    confirmHostKeys: askHostKeys(context, { yes: false }),
  });
  await prepared.cleanUp();
};

interface Chosen {
  readonly member: Member;
  /** The same in cluster.yml. */
  readonly host: ConfiguredHost;
  readonly keystore: Keystore;
  /** Those that the cluster has while it is away; empty for a worker. */
  readonly masters: readonly string[];
}

/** The member of this name or address, which answers, is in cluster.yml, and as a master can be spared for a while. */
const chooseMember = async (
  context: CommandContext,
  loaded: LoadedConfig,
  said: readonly string[],
): Promise<Chosen> => {
  const cluster = await openMembers(context, loaded);
  try {
    const [opened] = selectHosts(cluster.members, said);
    if (opened === undefined) throw usageInvalid({ reason: "no host is named", verb: VERB });
    // Made bare by its agent, and reached over SSH afterwards: one that does not answer stays as it is.
    if ("error" in opened) throw opened.error;
    const { member } = opened;
    const { name, address } = member;
    const host = loaded.config.hosts.find((one) => one.address === address);
    if (host === undefined) {
      const reason = `${name} is not in cluster.yml: \`pharosctl hosts remove ${name}\` takes it out`;
      throw usageInvalid({ reason, verb: VERB });
    }
    return {
      member,
      host,
      keystore: cluster.keystore,
      masters: member.role === "master" ? await judgeMasterRejoin(cluster, loaded, member) : [],
    };
  } finally {
    cluster.close();
  }
};

const tellMeanwhile = (masters: readonly string[]): string => {
  const [only, ...more] = masters;
  if (only === undefined) return "";
  return more.length === 0
    ? ` Until it is back ${only} is the only master.`
    : ` Until it is back the masters are ${masters.join(", ")}.`;
};
