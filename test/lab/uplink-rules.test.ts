import { expect, test } from "vitest";
import type { Uplink } from "./lab-state.ts";
import { renderMachineRules } from "./uplink-rules.ts";

const uplink: Uplink = {
  link: "lab-0a1b2c3d",
  table: "pharos-lab-one",
  machineAddress: "10.77.1.1",
  labAddress: "10.77.1.2",
  forwards: true,
};

test("the table is replaced as a whole, whether it was there or not", () => {
  expect(renderMachineRules(uplink).split("\n").slice(0, 3)).toEqual([
    "add table inet pharos-lab-one",
    "delete table inet pharos-lab-one",
    "table inet pharos-lab-one {",
  ]);
});

test("what the hosts send takes the machine's address, and only answers come back", () => {
  const rules = renderMachineRules(uplink);
  expect(rules).toContain('ip saddr 10.77.1.2 oifname != "lab-0a1b2c3d" masquerade');
  expect(rules).toMatch(/ct state established,related accept\n\s+oifname "lab-0a1b2c3d" drop/);
  expect(rules).not.toContain('iifname "lab-0a1b2c3d" drop');
});

test("a closed uplink lets nothing through and reaches nothing but the machine's end", () => {
  const rules = renderMachineRules({ ...uplink, forwards: false });
  expect(rules).toContain('iifname "lab-0a1b2c3d" drop');
  expect(rules).toContain('oifname "lab-0a1b2c3d" drop');
  expect(rules).toContain('iifname "lab-0a1b2c3d" ip daddr != 10.77.1.1 drop');
  expect(rules).not.toContain("accept\n    oifname");
});
