import {
  terraformNoHosts,
  terraformOutputMissing,
  terraformUnreadable,
} from "../../shared/errors/terraform-errors.ts";
import { type ConfigTree, isList, isMapping } from "../config/config-tree.ts";
import { toConfigTree } from "./to-config-tree.ts";
import { readHostGroup, unwrap } from "./read-host-group.ts";
import type { TerraformReading } from "./terraform-reading.ts";

/**
 * What `terraform output -json` prints, of 0.11 and of 0.12 and newer: the groups of `pharos` or
 * `pharos_hosts`, and what `pharos_api`, `pharos_addons` and `pharos_cluster` add. Errors:
 * TERRAFORM_UNREADABLE, TERRAFORM_OUTPUT_MISSING, TERRAFORM_NO_HOSTS, TERRAFORM_ARRAYS_UNEQUAL.
 */
export const readTerraformOutputs = (text: string, file: string): TerraformReading => {
  const outputs = readOutputs(text, file);
  const present = HOST_OUTPUTS.filter((name) => outputs[name] !== undefined);
  if (present.length === 0)
    throw terraformOutputMissing({ file, found: Object.keys(outputs).join(", ") });
  const { hosts: listed, ...cluster } = toMapping(outputs["pharos_cluster"]);
  const hosts = [
    ...GROUP_OUTPUTS.flatMap((name) => readGroups(outputs[name], name, file)),
    ...(isList(listed) ? listed : []).map((host) => ({
      host,
      origin: `${file}, pharos_cluster.hosts`,
    })),
  ];
  if (hosts.length === 0) throw terraformNoHosts({ file, outputs: present.join(", ") });
  return {
    tree: {
      ...cluster,
      ...readApi(outputs["pharos_api"]),
      ...readAddons(outputs["pharos_addons"]),
      hosts: hosts.map(({ host }) => host),
    },
    origins: hosts.map(({ origin }) => origin),
  };
};

/** The seed's output, and the same under its later name. */
const GROUP_OUTPUTS = ["pharos", "pharos_hosts"] as const;
const HOST_OUTPUTS = [...GROUP_OUTPUTS, "pharos_cluster"] as const;

type Mapping = Readonly<Record<string, ConfigTree>>;

/** Values by the output's name. */
const readOutputs = (text: string, file: string): Mapping => {
  const parsed = toConfigTree(parseJson(text, file));
  if (!isMapping(parsed)) throw terraformUnreadable({ file, reason: "it is no JSON object" });
  return Object.fromEntries(
    Object.entries(parsed).map(([name, output]) => {
      if (!isMapping(output) || !("value" in output))
        throw terraformUnreadable({ file, reason: `${name} has no value` });
      return [name, output["value"]];
    }),
  );
};

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw terraformUnreadable({ file, reason: "it is no JSON" }, { cause });
  }
};

const readGroups = (groups: ConfigTree, output: string, file: string) =>
  Object.entries(toMapping(groups)).flatMap(([name, group]) => {
    const place = `${output}.${name}`;
    return readHostGroup(toMapping(group), { file, group: place }).map((host) => ({
      host,
      origin: `${file}, ${place}`,
    }));
  });

const readApi = (api: ConfigTree): Mapping => (api === undefined ? {} : { api: unwrap(api) });

/** Terraform 0.11 makes text of everything, `true` included. */
const readAddons = (addons: ConfigTree): Mapping => {
  if (addons === undefined) return {};
  const entries = Object.entries(toMapping(addons)).map(([name, options]) => {
    const { enabled, ...rest } = toMapping(options);
    const isOn = enabled === undefined ? {} : { enabled: TRUTHS.get(enabled) ?? enabled };
    return [name, { ...rest, ...isOn }] as const;
  });
  return { addons: Object.fromEntries(entries) };
};

const TRUTHS: ReadonlyMap<ConfigTree, boolean> = new Map<ConfigTree, boolean>([
  ["true", true],
  ["1", true],
  [1, true],
  ["false", false],
  ["0", false],
  [0, false],
]);

const toMapping = (value: ConfigTree): Mapping => {
  const inner = unwrap(value);
  return isMapping(inner) ? inner : {};
};
