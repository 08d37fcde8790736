import type { HostPicture } from "../host-picture.ts";

/**
 * What two hosts have in common that became the same: keys, identifiers, dates and the places of
 * running containers are told by their kind alone, data of databases and images not at all.
 */
export function toLastingPicture(picture: HostPicture): HostPicture {
  const lines = picture.filter((line) => !OWN.some((pattern) => pattern.test(line)));
  return [...new Set(lines.map(generalize))];
}

/** Different on each host and in each cluster, or there only for a moment. */
const OWN = [
  /^file \/var\/lib\/(containerd|etcd|kubelet)\/\S+\/\S/,
  /^file \/var\/lib\/etcd\/\S/,
  /^file \/var\/lib\/kubelet\/(cpu_manager_state|memory_manager_state)/,
  /^file \/var\/lib\/pharos\/\S+\/\S/,
  /^file \/opt\/pharos\/agent\/\S+\/compiled/,
  /^content .*\/etc\/(kubernetes|pharos)\/(\S+\.conf|\S+\.yaml|pki\/\S+)$/,
  /^mount \/(run|var\/lib\/kubelet\/pods)\//,
  /^unit (run-|var-lib-kubelet-pods|agent-killer|fault-)/,
  /^process /,
  /^firewall .*KUBE-/,
];

const GENERAL: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "UUID"],
  [/\d{4}-\d\d-\d\d[T-][\d-]+Z?(-[0-9a-f]{8})?/g, "DATE"],
  [/\bveth[0-9a-f]+\b/g, "VETH"],
  [/\b[0-9a-f]{12,}\b/g, "HEX"],
];

function generalize(line: string): string {
  if (line.startsWith("content ")) return line;
  return GENERAL.reduce((text, [pattern, word]) => text.replace(pattern, word), line);
}
