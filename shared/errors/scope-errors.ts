import { defineError } from "./define-error.ts";

export const onlyUnknown = defineError<{ readonly said: string; readonly hosts: string }>({
  code: "ONLY_UNKNOWN",
  blame: "user",
  message: ({ said }) => `--only ${said} fits no host of cluster.yml and is no part of an apply`,
  hint: ({ hosts }) =>
    `name a host (${hosts}), a label as key=value, or a part: host, network, control-plane, worker, cluster`,
});

export const onlyNeedsMore = defineError<{
  readonly host: string;
  readonly part: string;
  readonly needed: string;
}>({
  code: "ONLY_NEEDS_MORE",
  blame: "user",
  message: ({ host, part, needed }) =>
    `${part} of ${host} cannot be done alone: it needs ${needed}, which --only leaves out`,
  hint: () => "name that with another --only, or apply without --only",
});
