import { describe, expect, test } from "vitest";
import { controlPlaneEndpoint } from "../../../agent/kubeadm/kubeadm-paths.ts";
import { AGENT_PORT } from "../../../shared/firewall/port-table.ts";
import { neededPorts } from "../../../controller/config/host-checks/check-occupancy.ts";
import { readPage, tableRows } from "./read-page.ts";

const open = "## Open to other machines";
const loopback = "## On loopback";

const portsBelow = async (heading: string): Promise<readonly string[]> =>
  tableRows(await readPage("docs/ports.md"), heading).map(
    ([port = "", where = ""]) => `${port} ${where}`,
  );

describe("docs/ports.md", () => {
  test("has every port that a host must have free, on the hosts that need it", async () => {
    const written = [...(await portsBelow(open)), ...(await portsBelow(loopback))];
    const needed = neededPorts.map(
      ({ port, masterOnly }) => `${port} ${masterOnly ? "masters" : "all"}`,
    );
    expect(needed.filter((row) => !written.includes(row))).toEqual([]);
  });

  test("tells what is on loopback alone", async () => {
    const [, endpointPort = ""] = controlPlaneEndpoint.split(":");
    expect(await portsBelow(loopback)).toContain(`${endpointPort} all`);
    expect(await portsBelow(open)).not.toContain(`${endpointPort} all`);
    expect(await portsBelow(open)).toContain(`${AGENT_PORT} all`);
  });

  test("has all ports that the README has", async () => {
    const rows = tableRows(await readPage("README.md"), "## Ports");
    const ports = rows.flatMap(([cell = ""]) => cell.split(", "));
    const written = [...(await portsBelow(open)), ...(await portsBelow(loopback))].map(
      (row) => row.split(" ")[0],
    );
    expect(ports.filter((port) => !written.includes(port))).toEqual([]);
  });
});
