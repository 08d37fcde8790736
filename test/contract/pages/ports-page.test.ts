import { describe, expect, test } from "vitest";
import { controlPlaneEndpoint } from "../../../agent/kubeadm/kubeadm-paths.ts";
import { sampleNodeSpec } from "../../../agent/kubeadm/sample-node-spec.fake.ts";
import { neededPorts } from "../../../controller/config/host-checks/check-occupancy.ts";
import { type PortRow, portTable } from "../../../shared/firewall/port-table.ts";
import { readPage, tableRows } from "./read-page.ts";

const toCells = ({ first, last, protocol, on, network, from, service }: PortRow) => [
  first === last ? String(first) : `${first}-${last}`,
  protocol,
  network === undefined ? on : `${on}, ${network}`,
  from,
  service,
];

describe("docs/ports.md", () => {
  test("has the table that the firewall is made of", async () => {
    const rows = tableRows(await readPage("docs/ports.md"), "## Who may reach what");
    expect(rows).toEqual(portTable.map(toCells));
  });

  test("has all ports that the README has, open to no more", async () => {
    const rows = tableRows(await readPage("README.md"), "## Ports");
    const written = rows.flatMap(([ports = "", on = "", audience = ""]) =>
      ports.split(", ").map((port) => `${port} ${on} ${audience}`),
    );
    const known = portTable.map((row) => {
      const [port = "", , on = "", from = ""] = toCells(row);
      return `${port} ${on} ${from}`;
    });
    expect(written.filter((row) => !known.includes(row))).toEqual([]);
  });
});

describe("the port table", () => {
  test("has every port that a host must have free, on the hosts that need it", () => {
    const known = portTable.map(({ first, on }) => `${first} ${on}`);
    const needed = neededPorts.map(
      ({ port, masterOnly }) => `${port} ${masterOnly ? "masters" : "all"}`,
    );
    expect(needed.filter((row) => !known.includes(row))).toEqual([]);
  });

  test("keeps the API endpoint of a host on loopback", () => {
    const [, port = ""] = controlPlaneEndpoint(sampleNodeSpec("1.36.2")).split(":");
    expect(portTable.find(({ first }) => first === Number(port))?.from).toBe("loopback");
  });
});
