import { type PortRow, portTable } from "../../shared/firewall/port-table.ts";
import type { Lab } from "../lab/lab.ts";
import { expect } from "./expectation.ts";

/** Where a probe comes from: a host of the lab, or the lab's own network, where no member is. */
export type ProbePlace = { readonly host: string } | "stranger";

export interface Probe {
  readonly protocol: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
}

/** `through`: it was answered, be it by a refusal of the host that nobody listens; `lost`: nothing came back. */
export type ProbeResult = "through" | "lost";

/** Probes all at once, a second each; results in their order. */
export async function probePorts(
  lab: Lab,
  from: ProbePlace,
  probes: readonly Probe[],
): Promise<readonly ProbeResult[]> {
  const words = probes.map(({ protocol, address, port }) => `${protocol}/${address}/${port}`);
  const command = ["bash", "-c", PROBE, ...words];
  const { code, stdout, stderr } =
    from === "stranger" ? await lab.exec(command) : await lab.ssh(from.host, command);
  expect(`ports can be probed: ${stderr.trim()}`, code === 0);
  const lost = new Set(stdout.split("\n"));
  return words.map((word) => (lost.has(word) ? "lost" : "through"));
}

/** Rows of the table that hold on a host of the `bridge` network without ingress. */
export const rowsOn = (role: "master" | "worker"): readonly PortRow[] =>
  portTable.filter(
    ({ on, network, protocol }) =>
      protocol !== "esp" &&
      network === undefined &&
      (on === "all" || (on === "masters" && role === "master")),
  );

// The second datagram meets what the first one was answered; TCP is refused at once or connects.
const PROBE = `
try() {
  target=$1
  case $target in
    tcp/*) timeout 1 bash -c "exec 3<>/dev/$target" 2>/dev/null; [ $? = 124 ] && echo "$target" ;;
    udp/*) bash -c "exec 3<>/dev/$target; echo x >&3 && sleep 0.5 && echo x >&3 && sleep 0.3 && echo x >&3" 2>/dev/null && echo "$target" ;;
  esac
}
for one in "$0" "$@"; do try "$one" & done
wait`;
