import { expect, test } from "vitest";
import { adoptionNotices } from "./adoption-notices.ts";

const host = (name: string, kind: "agent" | "ssh", joined = true) => ({
  name,
  link: { kind, facts: { kubernetes: { joined } } },
  spec: { kubernetes: { adopted: { endpoint: "10.0.0.1:6443" } } },
});

test("nodes that become members are told of once, and only then", () => {
  expect(adoptionNotices([host("a", "ssh"), host("b", "ssh"), host("new", "ssh", false)])).toEqual([
    "notice: adopts 2 nodes of the Kubernetes cluster at 10.0.0.1:6443, as they are: kubeadm brings nothing in anew, and labels and taints that are there are recorded as cluster.yml's",
  ]);
  expect(adoptionNotices([host("a", "agent"), host("new", "ssh", false)])).toEqual([]);
  const own = { ...host("a", "ssh"), spec: { kubernetes: {} } };
  expect(adoptionNotices([own])).toEqual([]);
});
