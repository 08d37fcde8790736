import { registerHooks } from "node:module";

/**
 * Preloaded (`node --import`), it makes of a program one that knows the wire of the minor before and
 * nothing else: its codec and the list of an agent's methods are replaced.
 */
const replaced: readonly (readonly [string, string])[] = [
  ["/shared/rpc/codec.ts", "old-codec.ts"],
  ["/agent/services/agent-routes.ts", "old-agent-routes.ts"],
];

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    const [, file] = replaced.find(([path]) => found.url.endsWith(path)) ?? [];
    if (file === undefined) return found;
    const url = new URL(file, import.meta.url).href;
    // What replaces a module builds on it.
    return context.parentURL === url ? found : { ...found, url };
  },
});
