/**
 * The same objects, and how often any field of them was read: a walk over n of them reads some n times, a
 * search of all for each of them n² times.
 */
export const countReads = <Item extends object>(
  items: readonly Item[],
): { readonly items: readonly Item[]; readonly reads: () => number } => {
  let reads = 0;
  return {
    items: items.map(
      (item) =>
        new Proxy(item, {
          get: (target, name): unknown => {
            reads += 1;
            return Reflect.get(target, name);
          },
        }),
    ),
    reads: () => reads,
  };
};
