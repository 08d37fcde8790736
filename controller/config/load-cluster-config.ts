import { dirname, resolve } from "node:path";
import {
  configInvalid,
  configNotFound,
  configUnreadable,
} from "../../shared/errors/config-errors.ts";
import { checkConsistency } from "./checks/check-consistency.ts";
import type { ClusterConfig } from "./cluster-config.ts";
import { checkShape } from "./check-shape.ts";
import { type ConfigIssue, ConfigIssues, type Flaw, sortIssues } from "./config-issue.ts";
import { markKey } from "./config-marks.ts";
import { checkSupport } from "./config-support.ts";
import { type LocalFiles, readConfigFiles } from "./read-config-files.ts";
import type { ManifestObject } from "./read-manifests.ts";
import { readYaml } from "./read-yaml.ts";
import { resolvePaths } from "./resolve-paths.ts";
import type { Environment } from "./substitute-variables.ts";
import { mergeTerraform, nameOrigin } from "../terraform/merge-terraform.ts";
import type { TerraformReading } from "../terraform/terraform-reading.ts";

export interface ConfigSource {
  /** A path, absolute or relative to `cwd`; or text that came from elsewhere, whose paths start at `cwd`. */
  readonly from: { readonly path: string } | { readonly name: string; readonly text: string };
  readonly cwd: string;
  readonly home: string;
  readonly environment: Environment;
  readonly files: LocalFiles;
  /** What Terraform adds to it: hosts, mostly. */
  readonly terraform?: TerraformReading;
}

export interface LoadedConfig {
  /** As it is named to people: `cluster.yml`, `stdin`. */
  readonly file: string;
  readonly config: ClusterConfig;
  readonly warnings: readonly ConfigIssue[];
  /** The text as it was read, variables and all. */
  readonly source: string;
  /** Contents of public keys, certificates and password files, by the absolute path in `config`. */
  readonly contents: ReadonlyMap<string, string>;
  /** Objects of manifests, by the absolute path in `config`. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
}

/**
 * Reads cluster.yml, with every check that needs no host. Paths in the result are absolute. Throws
 * `CONFIG_INVALID` with all issues in its cause (`ConfigIssues`), `CONFIG_NOT_FOUND`, `CONFIG_UNREADABLE`.
 */
export const loadClusterConfig = async (source: ConfigSource): Promise<LoadedConfig> => {
  const { file, folder, text } = await readSource(source);
  const { tree: written, marks, flaws } = readYaml(text, source.environment);
  const { terraform = NO_TERRAFORM } = source;
  const tree = written === undefined ? undefined : mergeTerraform(written, terraform);
  const locate = (flaw: Flaw): ConfigIssue => marks.locate(nameOrigin(flaw, tree, terraform));
  const invalid = (all: readonly Flaw[]): Error => {
    const issues = sortIssues(all.map(locate));
    return configInvalid(
      { file, issues: issues.length },
      { cause: new ConfigIssues(file, issues) },
    );
  };
  if (tree === undefined) throw invalid(flaws);
  const resolved = resolvePaths(tree, folder, source.home);
  const shape = checkShape(resolved, marks);
  const files = await readConfigFiles(shape.tree, source.files, source.environment);
  const findings = [...checkConsistency(shape.tree), ...files.findings];
  const errors = firstPerPlace([
    flaws,
    shape.flaws,
    checkSupport(shape.tree),
    findings.filter(({ severity }) => severity === "error"),
  ]);
  if (shape.config === undefined || errors.length > 0) throw invalid(errors);
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return {
    file,
    config: shape.config,
    warnings: sortIssues(warnings.map(locate)),
    source: text,
    contents: files.contents,
    manifests: files.manifests,
  };
};

const NO_TERRAFORM: TerraformReading = { tree: {}, origins: [] };

const readSource = async ({
  from,
  cwd,
  files,
}: ConfigSource): Promise<{
  readonly file: string;
  readonly folder: string;
  readonly text: string;
}> => {
  if ("text" in from) return { file: from.name, folder: cwd, text: from.text };
  const path = resolve(cwd, from.path);
  const text = await readFileText(path, from.path, files);
  if (text === undefined) throw configNotFound({ file: from.path });
  return { file: from.path, folder: dirname(path), text };
};

const readFileText = async (
  path: string,
  file: string,
  files: LocalFiles,
): Promise<string | undefined> => {
  try {
    return await files.read(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw configUnreadable({ file, reason }, { cause });
  }
};

/** A later check has nothing to say about a place where an earlier one has found something. */
const firstPerPlace = (groups: readonly (readonly Flaw[])[]): readonly Flaw[] => {
  const taken = new Set<string>();
  return groups.flatMap((group) => {
    const fresh = group.filter(({ path }) => !taken.has(markKey(path)));
    for (const { path } of fresh) taken.add(markKey(path));
    return fresh;
  });
};
