import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { type OpenedMember, openMembers } from "../cluster/open-members.ts";

export const facts = defineCommand({
  name: "facts",
  summary: "show what agents report about their hosts",
  options: {},
  examples: [
    { command: "pharosctl facts", description: "a line per host" },
    { command: "pharosctl facts -o yaml", description: "everything" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const answers = await Promise.all(cluster.members.map(readFacts));
      const found = answers.flatMap(({ host, facts: own }) =>
        own === undefined ? [] : [{ host, facts: own }],
      );
      const failures = answers.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
      if (input.output !== "table") {
        context.stdout.write(
          await renderDocument(
            Object.fromEntries(found.map((one) => [one.host, one.facts])),
            input.output,
          ),
        );
      } else {
        context.stdout.write(
          renderTable(
            ["HOST", "SYSTEM", "KERNEL", "CPU", "MEMORY", "ARCH", "CGROUP", "RUNTIME"],
            found.map(toRow),
          ),
        );
      }
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

interface Answer {
  readonly host: string;
  readonly facts?: HostFacts;
  readonly failure?: HostFailure;
}

const readFacts = async (opened: OpenedMember): Promise<Answer> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const answer = await opened.connection.host.getFacts({});
    return { host, facts: fromWireFacts(required(answer.facts, "GetFactsResponse", "facts")) };
  } catch (error) {
    return { host, failure: { host, error: toPharosError(error) } };
  }
};

const GIB = 1024 ** 3;

const toRow = ({
  host,
  facts: own,
}: {
  readonly host: string;
  readonly facts: HostFacts;
}): readonly string[] => [
  host,
  own.os.prettyName,
  own.kernel.release,
  String(own.cpu.cores),
  `${(own.memory.totalBytes / GIB).toFixed(1)} GiB`,
  own.kernel.architecture,
  `v${own.cgroupVersion}`,
  own.packages["containerd"] ?? own.packages["containerd.io"] ?? "-",
];
