/** The candidate that was most likely meant, if any is close enough to be worth naming. */
export const nearestKey = (key: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.max(1, Math.floor(key.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(key), plain(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= limit ? best.candidate : undefined;
};

/** `sshPort`, `ssh-port` and `SSH_PORT` all mean `ssh_port`. */
const plain = (key: string): string => key.toLowerCase().replaceAll(/[-_. ]/g, "");

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
const editDistance = (from: string, to: string): number => {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          at(previous, column - 1) + (same ? 0 : 1),
          swapped ? at(beforePrevious, column - 2) + 1 : Infinity,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
