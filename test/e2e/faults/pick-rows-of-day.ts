import type { FaultRow } from "./fault-row.ts";

const LIMIT_SECONDS = 60;

/**
 * The share of the matrix that runs with all scenarios on a day (days since 1970): rows that begin at
 * the cluster which is there anyway, the next ones every day, as many as fit into a minute.
 */
export function pickRowsOfDay(rows: readonly FaultRow[], day: number): readonly FaultRow[] {
  const short = rows.filter(
    ({ needs, usualSeconds }) => needs === "formed-1-2" && usualSeconds <= LIMIT_SECONDS,
  );
  const start = short.length === 0 ? 0 : day % short.length;
  let left = LIMIT_SECONDS;
  return [...short.slice(start), ...short.slice(0, start)].filter(({ usualSeconds }) => {
    const fits = usualSeconds <= left;
    if (fits) left -= usualSeconds;
    return fits;
  });
}
