import { expect, test } from "vitest";
import { renderControl } from "./debian-package.ts";

const kubectl = {
  name: "kubectl",
  version: "1.20.2-1.1",
  architecture: "amd64",
  summary: "Command-line utility",
  depends: [],
  files: {},
};

test("a package without dependencies has no field for them", () => {
  expect(renderControl(kubectl)).not.toContain("Depends");
});

test("dependencies are one field, separated by commas", () => {
  const control = renderControl({ ...kubectl, depends: ["socat", "iptables (>= 1.4.21)"] });
  expect(control).toContain("\nDepends: socat, iptables (>= 1.4.21)\n");
});
