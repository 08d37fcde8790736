import { resolve } from "node:path";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { configInvalid, configNotFound } from "../../shared/errors/config-errors.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { checkShape } from "../config/check-shape.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { ConfigIssues, type Flaw, sortIssues } from "../config/config-issue.ts";
import { type ConfigTree, isList, isMapping } from "../config/config-tree.ts";
import { readYaml } from "../config/read-yaml.ts";
import { resolvePaths } from "../config/resolve-paths.ts";
import { HostConfig } from "../config/schema/host-config.ts";

/** A host as somebody has named it; its role is found on it, whatever is said here. */
export type NamedHost = ClusterConfig["hosts"][number];

export interface HostWords {
  /** `[user@]address[:port]`. */
  readonly host: readonly string[];
  /** A file that holds `hosts:` as cluster.yml does. */
  readonly hosts: string | undefined;
  readonly user: string | undefined;
  readonly sshKey: string | undefined;
}

type Place = Pick<CommandContext, "cwd" | "home" | "environment" | "files">;

/** The hosts of `--host` and of `--hosts`. Throws `USAGE_INVALID`, `CONFIG_NOT_FOUND`, `CONFIG_INVALID`. */
export const readNamedHosts = async (
  words: HostWords,
  place: Place,
): Promise<readonly NamedHost[]> => {
  const listed = words.hosts === undefined ? [] : await readHostsFile(words.hosts, place);
  const named = [...words.host.map((word) => parseHost(word, words, place)), ...listed];
  if (named.length === 0)
    throw usage("which hosts? `--host user@address` for each of them, or `--hosts <file>`");
  const twice = named.find(
    ({ address }, at) => named.findIndex((one) => one.address === address) !== at,
  );
  if (twice !== undefined) throw usage(`${twice.address} is named twice`);
  return named;
};

const usage = (reason: string): Error => usageInvalid({ reason, verb: "adopt" });

const WORD = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+))(?::(\d+))?$/;

const parseHost = (word: string, { user, sshKey }: HostWords, { cwd }: Place): NamedHost => {
  const [, login = user, bracketed, plain, port] = WORD.exec(word) ?? [];
  const parsed = HostConfig.safeParse({
    address: bracketed ?? plain,
    role: "worker",
    ...(login === undefined ? {} : { user: login }),
    ...(port === undefined ? {} : { ssh_port: Number(port) }),
    ...(sshKey === undefined ? {} : { ssh_key_path: resolve(cwd, sshKey) }),
  });
  if (!parsed.success)
    throw usage(`"${word}" is not of the form user@address or user@address:port`);
  return parsed.data;
};

const readHostsFile = async (file: string, place: Place): Promise<readonly NamedHost[]> => {
  const path = resolve(place.cwd, file);
  const text = await place.files.read(path);
  if (text === undefined) throw configNotFound({ file });
  const { tree, marks, flaws } = readYaml(text, place.environment);
  const invalid = (all: readonly Flaw[]): Error => {
    const issues = sortIssues(all.map((flaw) => marks.locate(flaw)));
    return configInvalid(
      { file, issues: issues.length },
      { cause: new ConfigIssues(file, issues) },
    );
  };
  if (tree === undefined || flaws.length > 0) throw invalid(flaws);
  const resolved = resolvePaths(tree, resolve(path, ".."), place.home);
  const others = isMapping(resolved) ? Object.keys(resolved).filter((key) => key !== "hosts") : [];
  if (others.length > 0)
    throw usage(`${file}: only \`hosts\` is read of it; take out ${others.join(", ")}`);
  const { config, flaws: own } = checkShape(withRoles(resolved), marks);
  if (config === undefined) throw invalid(own);
  return config.hosts;
};

/** A role may be left out: it is found on the host. */
const withRoles = (tree: ConfigTree): ConfigTree => {
  if (!isMapping(tree)) return tree;
  const hosts = tree["hosts"];
  if (hosts === undefined || !isList(hosts)) return tree;
  const filled = hosts.map((host) =>
    isMapping(host) && host["role"] === undefined ? { ...host, role: "worker" } : host,
  );
  return { ...tree, hosts: filled };
};
