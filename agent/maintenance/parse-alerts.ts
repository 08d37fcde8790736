import type { AlertsSpec } from "../../shared/spec/maintenance-spec.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";

export interface Alert {
  readonly name: string;
}

export const ALERTS_QUERY = "/api/v1/query?query=ALERTS";

/** Alerts that count, of Prometheus' answer to the query `ALERTS`, each once. Throws for other answers. */
export const parseAlerts = (answer: unknown, spec: AlertsSpec): readonly Alert[] => {
  if (textAt(answer, "status") !== "success") throw new Error("no answer to the query");
  const { pattern, matchOnly, firingOnly } = spec;
  const matcher = pattern === undefined ? undefined : new RegExp(pattern);
  const counts = (name: string): boolean =>
    matcher === undefined ? true : matcher.test(name) === matchOnly;
  const names = listAt(answer, "data", "result").flatMap((series) => {
    const name = textAt(series, "metric", "alertname") ?? "";
    const isFiring = textAt(series, "metric", "alertstate") === "firing";
    return (isFiring || !firingOnly) && counts(name) ? [name] : [];
  });
  return [...new Set(names)].toSorted().map((name) => ({ name }));
};
