import type { Scenario } from "./scenario.ts";
import { adopt } from "./scenarios/adopt.ts";
import { addons } from "./scenarios/addons.ts";
import { firstApply } from "./scenarios/first-apply.ts";
import { addresses } from "./scenarios/addresses.ts";
import { apiAway } from "./scenarios/api-away.ts";
import { apiAwaySteps } from "./scenarios/api-away-steps.ts";
import { apiName } from "./scenarios/api-name.ts";
import { agentUpdate } from "./scenarios/agent-update.ts";
import { agentUpdateFaults } from "./scenarios/agent-update-faults.ts";
import { clockJumps } from "./scenarios/clock-jumps.ts";
import { controlPlaneSettings } from "./scenarios/control-plane-settings.ts";
import { externalEtcd } from "./scenarios/external-etcd.ts";
import { awayHost } from "./scenarios/away-host.ts";
import { badHosts } from "./scenarios/bad-hosts.ts";
import { portBlocked } from "./scenarios/port-blocked.ts";
import { throughBastion } from "./scenarios/through-bastion.ts";
import { badRepositories } from "./scenarios/bad-repositories.ts";
import { handshakes } from "./scenarios/handshakes.ts";
import { interrupted } from "./scenarios/interrupted.ts";
import { docker } from "./scenarios/docker.ts";
import { drift } from "./scenarios/drift.ts";
import { driftTurns } from "./scenarios/drift-turns.ts";
import { driftBoot } from "./scenarios/drift-boot.ts";
import { firewall } from "./scenarios/firewall.ts";
import { labelsAndTaints } from "./scenarios/labels-and-taints.ts";
import { hostUpgradeFaults } from "./scenarios/host-upgrade-faults.ts";
import { hostUpgrades } from "./scenarios/host-upgrades.ts";
import { rebootFaults } from "./scenarios/reboot-faults.ts";
import { reboots } from "./scenarios/reboots.ts";
import { fiveMasters } from "./scenarios/five-masters.ts";
import { growMasters } from "./scenarios/grow-masters.ts";
import { masters } from "./scenarios/masters.ts";
import { proxySettings } from "./scenarios/proxy-settings.ts";
import { nodeSettings } from "./scenarios/node-settings.ts";
import { masterOff } from "./scenarios/master-off.ts";
import { mirrorPassword } from "./scenarios/mirror-password.ts";
import { movedWorker } from "./scenarios/moved-worker.ts";
import { replacedHost } from "./scenarios/replaced-host.ts";
import { certificates } from "./scenarios/certificates.ts";
import { revocation } from "./scenarios/revocation.ts";
import { rotateCa } from "./scenarios/rotate-ca.ts";
import { rotateEncryptionKey } from "./scenarios/rotate-encryption-key.ts";
import { rejoin } from "./scenarios/rejoin.ts";
import { rejoinMaster } from "./scenarios/rejoin-master.ts";
import { removeMaster } from "./scenarios/remove-master.ts";
import { removeWorkers } from "./scenarios/remove-workers.ts";
import { plantedSecrets } from "./scenarios/planted-secrets.ts";
import { takeover } from "./scenarios/takeover.ts";
import { addWorkerAlone } from "./scenarios/add-worker-alone.ts";
import { addWorker } from "./scenarios/add-worker.ts";
import { recoverEtcd } from "./scenarios/recover-etcd.ts";
import {
  restore,
  restoreFromStore,
  restoreNewMaster,
  restoreNewMasters,
} from "./scenarios/restore.ts";
import { resetAll } from "./scenarios/reset-all.ts";
import { resetWorker } from "./scenarios/reset-worker.ts";
import { shrinkMasters } from "./scenarios/shrink-masters.ts";
import { stacks } from "./scenarios/stacks.ts";
import { secondApply } from "./scenarios/second-apply.ts";
import { terraform } from "./scenarios/terraform.ts";
import { upgrade, upgradeCut, upgradeMasters } from "./scenarios/upgrade.ts";
import { weave } from "./scenarios/weave.ts";

/** All of them, in the order in which they run; what one leaves, later ones may need. */
export const scenarios: readonly Scenario[] = [
  firstApply,
  secondApply,
  labelsAndTaints,
  handshakes,
  stacks,
  revocation,
  terraform,
  drift,
  addons,
  driftBoot,
  driftTurns,
  firewall,
  reboots,
  rebootFaults,
  hostUpgrades,
  hostUpgradeFaults,
  apiAway,
  apiAwaySteps,
  clockJumps,
  agentUpdate,
  agentUpdateFaults,
  addWorker,
  addWorkerAlone,
  awayHost,
  movedWorker,
  replacedHost,
  takeover,
  adopt,
  certificates,
  rotateCa,
  plantedSecrets,
  resetWorker,
  resetAll,
  badHosts,
  badRepositories,
  throughBastion,
  portBlocked,
  addresses,
  interrupted,
  masters,
  masterOff,
  growMasters,
  fiveMasters,
  removeWorkers,
  removeMaster,
  shrinkMasters,
  rejoin,
  rejoinMaster,
  recoverEtcd,
  restore,
  restoreNewMaster,
  restoreNewMasters,
  restoreFromStore,
  upgrade,
  upgradeMasters,
  upgradeCut,
  apiName,
  weave,
  docker,
  mirrorPassword,
  controlPlaneSettings,
  rotateEncryptionKey,
  nodeSettings,
  proxySettings,
  externalEtcd,
];
