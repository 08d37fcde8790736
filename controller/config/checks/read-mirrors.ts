import { type ConfigTree, isMapping } from "../config-tree.ts";

/** A mirror as it was written, whatever else is wrong with the file. */
export interface WrittenMirror {
  readonly registry: string;
  readonly endpoint: string;
  /** Of its address: `/` if it has none. */
  readonly pathname: string;
}

/** The mirrors of `image_mirror` in either of its forms; those without a good address are left out. */
export const readMirrors = (mirror: ConfigTree | undefined): readonly WrittenMirror[] => {
  const named = (registry: string, value: ConfigTree | undefined): readonly WrittenMirror[] => {
    const endpoint = isMapping(value) ? value["endpoint"] : value;
    if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return [];
    return [{ registry, endpoint, pathname: new URL(endpoint).pathname }];
  };
  if (!isMapping(mirror)) return named("_default", mirror);
  return Object.entries(mirror).flatMap(([registry, value]) => named(registry, value));
};
