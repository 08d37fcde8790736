/** Runs `action` for all items, at most `limit` at a time; answers in the order of the items. */
export const mapLimited = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  action: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results = new Map<number, Result>();
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await action(item, index));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return [...results.entries()].toSorted(([a], [b]) => a - b).map(([, result]) => result);
};
