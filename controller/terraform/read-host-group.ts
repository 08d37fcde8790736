import { terraformArraysUnequal } from "../../shared/errors/terraform-errors.ts";
import { type ConfigTree, isList, isMapping } from "../config/config-tree.ts";

type Mapping = Readonly<Record<string, ConfigTree>>;

/** Keys whose items belong to one host each. */
const PARALLEL: readonly string[] = ["address", "private_address", "private_interface"];

/**
 * The hosts of a group: its lists have an item for each, all else is the same for all. What is not
 * known as a key of a host stays, for cluster.yml's own check to name it. Errors: TERRAFORM_ARRAYS_UNEQUAL.
 */
export const readHostGroup = (
  group: Mapping,
  { file, group: name }: { readonly file: string; readonly group: string },
): readonly Mapping[] => {
  const lists = PARALLEL.flatMap((key) => {
    const list = itemsOf(key, group[key]);
    return list === undefined ? [] : [[key, list] as const];
  });
  const lengths = new Set(lists.map(([, list]) => list.length));
  if (lengths.size > 1) {
    const text = lists.map(([key, { length }]) => `${key} ${length}`).join(", ");
    throw terraformArraysUnequal({ file, group: name, lengths: text });
  }
  // Without any list there is one host, which cluster.yml's check finds to be without an address.
  const [count = 1] = lengths;
  return Array.from({ length: count }, (_, at) =>
    without({
      ...sharedOf(group),
      ...Object.fromEntries(lists.map(([key, list]) => [key, list[at]])),
    }),
  );
};

/** A single interface name is that of all; a single address is a list of one. */
const itemsOf = (key: string, value: ConfigTree): readonly ConfigTree[] | undefined => {
  if (value === undefined || isList(value)) return value;
  return key === "private_interface" ? undefined : [value];
};

/** Terraform 0.11 prints a mapping as a list of one. */
export const unwrap = (value: ConfigTree): ConfigTree => {
  if (!isList(value)) return value;
  const [first] = value;
  return value.length === 1 && isMapping(first) ? first : value;
};

/** What all hosts of the group have, under the names of cluster.yml. */
const sharedOf = ({ label, labels, taint, taints, ssh_port: port, ...rest }: Mapping): Mapping => {
  const marks = { ...mappingOf(label), ...mappingOf(labels) };
  return {
    ...rest,
    role: rest["role"] ?? "worker",
    environment: unwrap(rest["environment"]),
    bastion: unwrap(rest["bastion"]),
    taints: taints ?? taint,
    ssh_port: typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port,
    ...(Object.keys(marks).length === 0 ? {} : { labels: marks }),
  };
};

const mappingOf = (value: ConfigTree): Mapping => {
  const inner = unwrap(value);
  return isMapping(inner) ? inner : {};
};

const without = (host: Mapping): Mapping =>
  Object.fromEntries(Object.entries(host).filter(([, value]) => value !== undefined));
