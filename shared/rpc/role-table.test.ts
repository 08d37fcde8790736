import { describe, expect, test } from "vitest";
import { callRefusedError } from "../errors/rpc-errors.ts";
import type { PeerIdentity } from "../pki/peer-identity.ts";
import { rpcPaths } from "./gen/rpc-path.ts";
import { refuseByRole, roleTable } from "./role-table.ts";

const serial = "00";
const agent: PeerIdentity = { kind: "agent", host: "worker-1", serial };
const viewer: PeerIdentity = { kind: "operator", name: "vera", role: "viewer", serial };
const operator: PeerIdentity = { kind: "operator", name: "otto", role: "operator", serial };
const admin: PeerIdentity = { kind: "operator", name: "ada", role: "admin", serial };

const allowed = (peer: PeerIdentity): readonly string[] =>
  rpcPaths
    .filter((path) => refuseByRole(path, peer) === undefined)
    .map((path) => path.replace("/pharos.v1.", ""));

describe("the role table", () => {
  test("has a row for every RPC and no other", () => {
    expect(Object.keys(roleTable).toSorted()).toStrictEqual([...rpcPaths].toSorted());
  });

  test("lets agents do what agents do among themselves, and nothing else", () => {
    expect(allowed(agent).toSorted()).toStrictEqual([
      "CertificateService/GetTrust",
      "CertificateService/Renew",
      "HostService/GetHealth",
      "MembershipService/GetMembership",
      "MembershipService/PutMembership",
    ]);
  });

  test("lets viewers only read", () => {
    expect(allowed(viewer).filter((name) => !/\/(Get|List|Watch)/.test(name))).toStrictEqual([]);
    expect(allowed(viewer)).not.toContain("ClusterService/GetKubeconfig");
  });

  test("gives each role of an operator all that the one below has", () => {
    expect(allowed(operator)).toStrictEqual(expect.arrayContaining([...allowed(viewer)]));
    expect(allowed(admin)).toStrictEqual(expect.arrayContaining([...allowed(operator)]));
  });

  test("keeps what cannot be taken back, or reaches out with keys, for administrators", () => {
    expect(
      allowed(admin)
        .filter((name) => !allowed(operator).includes(name))
        .toSorted(),
    ).toStrictEqual([
      "CertificateService/PutAuthorities",
      "CertificateService/PutIssuer",
      "CertificateService/PutTrust",
      "ClusterService/DeleteNode",
      "ClusterService/GetKubeconfig",
      "ClusterService/RemoveEtcdMember",
      "ClusterService/RewriteObjects",
      "CoordinationService/AllocateNumber",
      "EtcdService/CheckRestore",
      "EtcdService/Defragment",
      "EtcdService/GetClusterKeys",
      "EtcdService/PutSnapshotPart",
      "EtcdService/ReadKeptSnapshot",
      "EtcdService/ReadSnapshot",
      "EtcdService/RecoverEtcd",
      "EtcdService/RenewApiServer",
      "EtcdService/RenewWatches",
      "EtcdService/RestoreEtcd",
      "EtcdService/StartEtcd",
      "EtcdService/StopEtcd",
      "HostService/ProbeServers",
      "HostService/RemoveAgent",
      "SecretService/PutSecrets",
    ]);
  });

  test("says which role was refused what", () => {
    expect(refuseByRole("/pharos.v1.SpecService/Apply", viewer)).toMatchObject({
      code: callRefusedError.code,
      fields: { method: "/pharos.v1.SpecService/Apply", role: "viewer" },
    });
  });
});
