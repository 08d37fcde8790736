import { describe, expect, test } from "vitest";
import { findMaster, matchHosts } from "./match-hosts.ts";
import { master, objectsOf, recordedCluster, worker } from "./recorded-cluster.fake.ts";

const objects = objectsOf(recordedCluster());
const failure = (code: string, fields: object) => expect.objectContaining({ code, fields });

describe("hosts and nodes", () => {
  test("belong together by name, and a host that runs an API server is a master", () => {
    const { hosts, caCertificateHash } = matchHosts([worker(), master()], objects);
    expect(hosts.map(({ node, role }) => `${node.name} ${role}`)).toEqual([
      "n1 worker",
      "cp1 master",
    ]);
    expect(caCertificateHash).toBe(master().host.caCertificateHash);
  });

  test("of which one has no host are named", () => {
    expect(() => matchHosts([master()], objects)).toThrow(
      failure("ADOPTION_HOSTS_MISSING", { nodes: "n1 (10.0.0.11)" }),
    );
  });

  test("of which one is no node, or another cluster's, are named", () => {
    const bare = worker({ named: { address: "10.0.0.99" }, host: { hostname: "spare" } });
    const other = worker({ host: { caCertificateHash: "sha256:other" } });
    expect(() => matchHosts([master(), worker(), bare], objects)).toThrow(
      failure("ADOPTION_NO_NODES", { hosts: "10.0.0.99" }),
    );
    expect(() => matchHosts([master(), other], objects)).toThrow(
      failure("ADOPTION_NO_NODES", { hosts: "10.0.0.11" }),
    );
  });
});

test("a host that is named by two of its addresses is told", () => {
  const again = worker({ named: { address: "203.0.113.11" } });
  expect(() => matchHosts([master(), worker(), again], objects)).toThrow(
    expect.objectContaining({
      code: "USAGE_INVALID",
      message: expect.stringContaining("203.0.113.11 is n1"),
    }),
  );
});

describe("the master that is asked", () => {
  test("is the first that was named", () => {
    expect(findMaster([worker(), master()]).host.hostname).toBe("cp1");
  });

  test("is not there among workers, and not where kubeadm has left no kubeconfig", () => {
    const hosts = [worker(), master({ host: { hasAdminKubeconfig: false } })];
    expect(() => findMaster(hosts)).toThrow(
      failure("ADOPTION_NO_CLUSTER", { hosts: "10.0.0.11, 10.0.0.1" }),
    );
  });
});
