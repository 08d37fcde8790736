/** Properties that `systemctl show` is asked for. */
export const UNIT_PROPERTIES = "ActiveState,SubState,Result,ExecMainStatus,NRestarts";

/** How a unit fares, for people, from `systemctl show`'s lines `Key=value`. */
export const describeUnit = (shown: string): string => {
  const values = new Map(
    shown.split("\n").flatMap((line): readonly (readonly [string, string])[] => {
      const at = line.indexOf("=");
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
  const restarts = Number(values.get("NRestarts") ?? 0);
  const status = values.get("ExecMainStatus") ?? "0";
  if (restarts > 0 || values.get("Result") !== "success") {
    return `it ended with status ${status} and was started ${restarts + 1} times`;
  }
  if (values.get("ActiveState") === "active") return "it ran, and nobody confirmed it";
  return `it was ${values.get("ActiveState") ?? "unknown"} (${values.get("SubState") ?? ""})`;
};
