import * as z from "zod";
import { timeOfDay, timeZone, weekday, weekdays } from "./clock-times.ts";
import { duration } from "./durations.ts";
import { NodeLabels, objectName, qualifiedKey } from "./kubernetes-names.ts";
import { textWith } from "./rule.ts";
import { httpUrl } from "./urls.ts";

const hostPath = textWith((text) =>
  /^\/[^\s]+$/.test(text)
    ? undefined
    : { message: "is not an absolute path without spaces", hint: "a path on the hosts" },
);

/** All of the hosts: `1`, or `10%`, rounded down to at least one. */
const share = textWith((text) =>
  /^([1-9]\d{0,3}|([1-9]\d?|100)%)$/.test(text)
    ? undefined
    : { message: `"${text}" is neither a number nor a percentage`, hint: 'such as 1 or "10%"' },
);

const pattern = textWith((text) => {
  try {
    return new RegExp(text).source === "" ? { message: "is empty" } : undefined;
  } catch {
    return { message: `"${text}" is not a regular expression` };
  }
});

const message = (when: string) =>
  z.string().min(1).optional().describe(`What is posted ${when}; \`%s\` stands for the node.`);

const settings = {
  reboot_sentinel: hostPath
    .default("/var/run/reboot-required")
    .describe("A file on the host that is there when a reboot is needed."),
  reboot_sentinel_command: hostPath
    .optional()
    .describe(
      "A program on the host, without arguments; 0: a reboot is needed. Instead of the file.",
    ),
  period: duration("1s").default("1m").describe("How often that is looked at."),
  concurrency: z
    .union([z.int().min(1), share])
    .default(1)
    .describe(
      "Hosts of the cluster that may be disrupted at a time, or a percentage; masters: one.",
    ),
  reboot_days: z
    .array(weekday)
    .min(1)
    .default([...weekdays])
    .describe("Days on which the window below begins."),
  start_time: timeOfDay.default("00:00").describe("When it begins, `HH:MM`."),
  end_time: timeOfDay
    .default("23:59")
    .describe("When it ends; on the next day if that is not after its start."),
  time_zone: timeZone.default("UTC").describe("IANA name of the time zone."),
  latest_start: duration("0s")
    .default("10m")
    .describe("No host begins when less than this is left of a window."),
  drain: z.boolean().default(true).describe("Whether pods are evicted before the reboot."),
  drain_timeout: duration("10s")
    .default("15m")
    .describe("After that the node is uncordoned and the reboot put off."),
  drain_delay: duration("0s").default("0s").describe("Between the host's turn and the drain."),
  drain_grace_period: z.int().min(0).optional().describe("Seconds; each pod's own if absent."),
  drain_pod_selector: z.string().optional().describe("Only pods with these labels are evicted."),
  skip_wait_for_delete_timeout: duration("0s")
    .default("0s")
    .describe("Pods that are ending for longer are not waited for; `0s`: all are."),
  force_reboot: z.boolean().default(false).describe("Reboots even when the drain did not end."),
  reboot_delay: duration("0s").default("0s").describe("Between drain and reboot."),
  reboot_command: hostPath
    .optional()
    .describe("A program on the host, without arguments, instead of `systemctl reboot`."),
  reboot_method: z
    .enum(["command", "signal"])
    .default("command")
    .describe("Whether a program reboots the host, or a signal to its first process."),
  reboot_signal: z
    .int()
    .min(1)
    .max(64)
    .default(39)
    .describe("Number of that signal; 39 is what systemd reboots for."),
  lock_ttl: duration("0s")
    .default("24h")
    .describe("How long a host that is not Ready keeps the others waiting; `0s`: for ever."),
  lock_release_delay: duration("0s")
    .default("0s")
    .describe("The others wait for so long after a host is back."),
  blocking_pod_selectors: z
    .array(z.string())
    .default([])
    .describe("Pods with these labels put the reboot of their host off."),
  prefer_no_schedule_taint: qualifiedKey
    .optional()
    .describe("Key of a `PreferNoSchedule` taint for nodes that wait for their reboot's turn."),
  ds_namespace: objectName
    .default("kube-system")
    .describe("Namespace of a kured that runs as well, whose lock is honoured."),
  ds_name: objectName.default("kured").describe("Its DaemonSet."),
  lock_annotation: qualifiedKey
    .default("weave.works/kured-node-lock")
    .describe("Where it keeps its lock."),
  prometheus_url: httpUrl().optional().describe("Whose alerts put reboots off."),
  alert_filter_regexp: pattern.optional().describe("Alerts that do not count, by name."),
  alert_filter_match_only: z
    .boolean()
    .default(false)
    .describe("Only alerts that match count, instead."),
  alert_firing_only: z.boolean().default(false).describe("Pending alerts do not count."),
  annotate_nodes: z.boolean().default(false).describe("Keeps kured's annotations on nodes."),
  pre_reboot_node_labels: NodeLabels.default({}).describe("Put on the node before its drain."),
  post_reboot_node_labels: NodeLabels.default({}).describe("Put on the node after its reboot."),
  notify_url: httpUrl().optional().describe('Where `{"text": …}` is posted to.'),
  message_template_drain: message("before a drain"),
  message_template_reboot: message("before a reboot"),
  message_template_uncordon: message("when the node is uncordoned"),
};

/** Reboots by the agents, with kured's settings. */
export const KuredConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether the addon is wanted."),
  ...settings,
});
export type KuredConfig = z.infer<typeof KuredConfig>;
