import { defineError } from "./define-error.ts";

export const maintenancePauseInvalid = defineError<{
  readonly reason: string;
  readonly forMs: number;
}>({
  code: "MAINTENANCE_PAUSE_INVALID",
  blame: "user",
  message: ({ reason, forMs }) =>
    `reboots and upgrades cannot be paused for ${forMs} ms${reason === "" ? " without a reason" : ""}`,
  hint: () => "give `--reason TEXT` and `--for` a time from 1m to 30d, such as `--for 2h`",
});

export const addonDisabled = defineError<{ readonly host: string; readonly addon: string }>({
  code: "ADDON_DISABLED",
  blame: "user",
  message: ({ host, addon }) => `addons.${addon} is not enabled on ${host}`,
  hint: ({ addon }) => `set addons.${addon}.enabled: true in cluster.yml and apply`,
});
