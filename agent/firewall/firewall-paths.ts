export const FIREWALL_DIRECTORY = "/etc/pharos/firewall";
/** What the unit loads at boot: rules with which this host was seen to be reachable. */
export const FIREWALL_RULES_PATH = `${FIREWALL_DIRECTORY}/rules.nft`;
/** Which rules these are, and how this host's nft lists them. */
export const CONFIRMED_RULES_PATH = `${FIREWALL_DIRECTORY}/confirmed.json`;
export const FIREWALL_UNIT = "pharos-firewall.service";
export const FIREWALL_UNIT_PATH = `/etc/systemd/system/${FIREWALL_UNIT}`;

/** Gone at a reboot, as rules that nobody has confirmed are. */
export const TRIAL_DIRECTORY = "/run/pharos/firewall";
export const CANDIDATE_PATH = `${TRIAL_DIRECTORY}/candidate.nft`;
export const PREVIOUS_PATH = `${TRIAL_DIRECTORY}/previous.nft`;
export const GUARD_TIMER = "pharos-firewall-guard.timer";
const RUNTIME_UNITS = "/run/systemd/system";
export const GUARD_TIMER_PATH = `${RUNTIME_UNITS}/${GUARD_TIMER}`;
export const GUARD_SERVICE_PATH = `${RUNTIME_UNITS}/pharos-firewall-guard.service`;
