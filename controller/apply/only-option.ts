import { texts } from "../cli/command-option.ts";

/** For `plan` and `apply`; `readScope` says what the words mean. */
export const onlyOption = texts(
  "--only <what>",
  "only this host, hosts with this label (key=value), or this part: host, network, control-plane, worker, cluster (repeatable)",
);
