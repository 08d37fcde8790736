/** Where a value is in cluster.yml: keys of mappings and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

/** `hosts[0].labels["example.com/disk"]`; the whole file is `cluster`. */
export const renderPath = (path: ConfigPath): string =>
  path.length === 0 ? "cluster" : path.map(renderSegment).join("");

const renderSegment = (segment: string | number, position: number): string => {
  if (typeof segment === "number") return `[${segment}]`;
  if (!/^[\w-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
  return position === 0 ? segment : `.${segment}`;
};
