import { addonDisabled, maintenancePauseInvalid } from "../../shared/errors/maintenance-errors.ts";
import type { HostMaintenance } from "../../shared/rpc/gen/maintenance.ts";
import type { MaintenanceServiceHandlers } from "../../shared/rpc/gen/maintenance-service.ts";
import type { Agent } from "../agent.ts";
import type { MaintenanceReport } from "../maintenance/maintenance-keeper.ts";
import type { MaintenanceState } from "../maintenance/maintenance-state.ts";
import type { Reason } from "../maintenance/situation.ts";
import { nameOfPeer } from "./name-of-peer.ts";
import { toPause } from "./to-pause.ts";

/** Reboots and upgrades of this host: where they are, why, and what a person may say about them. */
export const maintenanceService = (agent: Agent): MaintenanceServiceHandlers => {
  const tell = async (): Promise<HostMaintenance> => {
    const { findStaleServices } = await import("../maintenance/find-stale-services.ts");
    const [report, staleServices] = await Promise.all([
      agent.maintenance().then((keeper) => keeper.report()),
      findStaleServices(agent.host.reader.files),
    ]);
    return { ...toWire(report), staleServices };
  };
  const change = async (
    edit: (state: MaintenanceState) => MaintenanceState,
  ): Promise<HostMaintenance> => {
    await (await agent.maintenance()).change(edit);
    return await tell();
  };
  const wanted = () => agent.spec.current()?.content.maintenance;
  return {
    getMaintenance: tell,
    rebootNow: async (_request, { peer }) => {
      const by = nameOfPeer(peer);
      if (wanted()?.reboots === undefined)
        throw addonDisabled({ host: agent.config.host, addon: "kured" });
      return await change((state) => ({ ...state, rebootOrder: { by, atMs: nowMs(agent) } }));
    },
    upgradeNow: async (_request, { peer }) => {
      const by = nameOfPeer(peer);
      if (wanted()?.upgrades === undefined)
        throw addonDisabled({ host: agent.config.host, addon: "host-upgrades" });
      return await change((state) => ({ ...state, upgradeOrder: { by, atMs: nowMs(agent) } }));
    },
    pauseMaintenance: async ({ reason, forMs }, { peer }) => {
      const over = { by: nameOfPeer(peer), now: agent.now(), invalid: maintenancePauseInvalid };
      const pause = toPause({ reason, forMs }, over);
      return await change((state) => ({ ...state, pause }));
    },
    resumeMaintenance: () => change(resume),
  };
};

const nowMs = ({ now }: Agent): number => now().getTime();

/** A reboot that did not help ends as one that did; whoever says so has looked into it. */
const resume = (state: MaintenanceState): MaintenanceState => {
  const { pause: _pause, rebootRetryAtMs: _reboot, upgradeRetryAtMs: _upgrade, ...some } = state;
  const { correctionRetryAtMs: _correction, ...rest } = some;
  const { disruption } = rest;
  return disruption?.step === "holding"
    ? { ...rest, disruption: { ...disruption, step: "undoing" } }
    : rest;
};

const toWire = ({
  spec,
  state,
  outlook,
  rebootNeeded,
}: MaintenanceReport): Omit<HostMaintenance, "staleServices"> => {
  const { pause, disruption, lastReboot, lastUpgrade } = state;
  return {
    rebootsEnabled: spec?.reboots !== undefined,
    upgradesEnabled: spec?.upgrades !== undefined,
    rebootNeeded,
    step: disruption?.step ?? "idle",
    sinceMs: disruption?.stepAtMs,
    reboot: outlook.reboot.map(toWireReason),
    upgrade: outlook.upgrade.map(toWireReason),
    correction: outlook.correction.map(toWireReason),
    pause: pause && { reason: pause.reason, pausedBy: pause.by, untilMs: pause.untilMs },
    lastReboot: lastReboot && { ...lastReboot, failure: lastReboot.failure },
    lastUpgrade: lastUpgrade && { ...lastUpgrade, failure: lastUpgrade.failure },
  };
};

const toWireReason = ({ gate, passed, text, untilMs }: Reason) => ({ gate, passed, text, untilMs });
