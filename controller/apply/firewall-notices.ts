import { buildFilterRules } from "../../shared/firewall/build-filter-rules.ts";
import { findClosedListeners } from "../../shared/firewall/find-closed-listeners.ts";
import type { DesignedHost } from "./apply-run.ts";

type FilteredHost = Pick<DesignedHost, "name" | "facts"> & {
  readonly spec: Pick<DesignedHost["spec"], "role" | "network" | "kubernetes" | "firewall">;
  readonly plan: { readonly tasks: readonly { readonly kind: string }[] };
};

/** Where a firewall is about to change: what listens there today and only members will reach; a line a host. */
export const firewallNotices = (hosts: readonly FilteredHost[]): readonly string[] =>
  hosts.flatMap(({ name, facts, spec, plan }) => {
    const { firewall } = spec;
    if (firewall?.enabled !== true || !plan.tasks.some(({ kind }) => kind === "firewall"))
      return [];
    const rules = buildFilterRules({ ...spec, firewall });
    const closed = findClosedListeners(rules, facts.listeners).map(
      ({ protocol, port, program }) =>
        `${protocol} ${port}${program === undefined ? "" : ` (${program})`}`,
    );
    return closed.length === 0
      ? []
      : [
          `notice: ${name}: the firewall will close ${closed.join(", ")} for whoever is no member; \`network.firewall.open_ports\` keeps a port open`,
        ];
  });
