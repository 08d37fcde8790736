import { callRefusedError } from "../errors/rpc-errors.ts";
import type { PharosError } from "../errors/pharos-error.ts";
import type { PeerIdentity } from "../pki/peer-identity.ts";
import type { RpcPath } from "./gen/rpc-path.ts";

export type Role = "viewer" | "operator" | "admin" | "agent";

const reading: readonly Role[] = ["viewer", "operator", "admin"];
const operating: readonly Role[] = ["operator", "admin"];
const administering: readonly Role[] = ["admin"];

/**
 * Which role may call what; a role that is not named may not. Signatures are judged apart from this:
 * an operator applies what an administrator has signed.
 */
export const roleTable: Readonly<Record<RpcPath, readonly Role[]>> = {
  "/pharos.v1.AuditService/ReadAudit": operating,
  "/pharos.v1.CertificateService/Renew": ["agent"],
  "/pharos.v1.CertificateService/RenewOwn": operating,
  "/pharos.v1.CertificateService/GetTrust": [...reading, "agent"],
  "/pharos.v1.CertificateService/PutAuthorities": administering,
  "/pharos.v1.CertificateService/PutTrust": administering,
  "/pharos.v1.CertificateService/PutIssuer": administering,
  "/pharos.v1.CertificateService/GetCertificates": reading,
  "/pharos.v1.ClusterService/CreateJoinToken": operating,
  "/pharos.v1.ClusterService/DeleteNode": administering,
  "/pharos.v1.ClusterService/DrainNode": operating,
  "/pharos.v1.ClusterService/EndDrain": operating,
  "/pharos.v1.ClusterService/GetDeprecatedApis": reading,
  "/pharos.v1.ClusterService/GetWorkloads": reading,
  "/pharos.v1.ClusterService/RemoveEtcdMember": administering,
  "/pharos.v1.ClusterService/GetKubeconfig": administering,
  "/pharos.v1.ClusterService/GetClusterStatus": reading,
  "/pharos.v1.ClusterService/RewriteObjects": administering,
  "/pharos.v1.ClusterService/SaveEtcdSnapshot": operating,
  "/pharos.v1.CoordinationService/AcquireLock": operating,
  "/pharos.v1.CoordinationService/RenewLock": operating,
  "/pharos.v1.CoordinationService/ReleaseLock": operating,
  "/pharos.v1.CoordinationService/GetLock": reading,
  "/pharos.v1.CoordinationService/AllocateNumber": administering,
  "/pharos.v1.EtcdService/GetEtcd": reading,
  "/pharos.v1.EtcdService/ReadSnapshot": administering,
  "/pharos.v1.EtcdService/ListSnapshots": reading,
  "/pharos.v1.EtcdService/ReadKeptSnapshot": administering,
  "/pharos.v1.EtcdService/GetClusterKeys": administering,
  "/pharos.v1.EtcdService/Defragment": administering,
  "/pharos.v1.EtcdService/CheckRestore": administering,
  "/pharos.v1.EtcdService/PutSnapshotPart": administering,
  "/pharos.v1.EtcdService/StopEtcd": administering,
  "/pharos.v1.EtcdService/RestoreEtcd": administering,
  "/pharos.v1.EtcdService/StartEtcd": administering,
  "/pharos.v1.EtcdService/RecoverEtcd": administering,
  "/pharos.v1.EtcdService/RenewWatches": administering,
  "/pharos.v1.EtcdService/RenewApiServer": administering,
  "/pharos.v1.EventService/WatchEvents": reading,
  "/pharos.v1.DriftService/GetDrift": reading,
  "/pharos.v1.DriftService/GetStateDigest": reading,
  "/pharos.v1.DriftService/CheckDrift": operating,
  "/pharos.v1.DriftService/CorrectDrift": operating,
  "/pharos.v1.DriftService/PauseDrift": operating,
  "/pharos.v1.DriftService/ResumeDrift": operating,
  "/pharos.v1.HostService/GetHealth": [...reading, "agent"],
  "/pharos.v1.HostService/GetFacts": reading,
  "/pharos.v1.HostService/ProbeServers": administering,
  "/pharos.v1.HostService/RemoveAgent": administering,
  "/pharos.v1.LogService/WatchLogs": reading,
  "/pharos.v1.MaintenanceService/GetMaintenance": reading,
  "/pharos.v1.MaintenanceService/RebootNow": operating,
  "/pharos.v1.MaintenanceService/UpgradeNow": operating,
  "/pharos.v1.MaintenanceService/PauseMaintenance": operating,
  "/pharos.v1.MaintenanceService/ResumeMaintenance": operating,
  "/pharos.v1.MembershipService/GetMembership": [...reading, "agent"],
  "/pharos.v1.MembershipService/PutMembership": [...operating, "agent"],
  "/pharos.v1.RunService/ListRuns": reading,
  "/pharos.v1.RunService/GetRun": reading,
  "/pharos.v1.RunService/WatchRun": reading,
  "/pharos.v1.RunService/StopRun": operating,
  "/pharos.v1.SecretService/PutSecrets": administering,
  "/pharos.v1.SecretService/ListSecrets": reading,
  "/pharos.v1.SpecService/Plan": operating,
  "/pharos.v1.SpecService/Apply": operating,
  "/pharos.v1.SpecService/GetSpec": reading,
  "/pharos.v1.SupportService/CollectReport": operating,
  "/pharos.v1.UpdateService/PrepareBuild": operating,
  "/pharos.v1.UpdateService/PutBuildPart": operating,
  "/pharos.v1.UpdateService/PlanByBuild": operating,
  "/pharos.v1.UpdateService/SwitchBuild": operating,
  "/pharos.v1.UpdateService/ConfirmBuild": operating,
  "/pharos.v1.UpdateService/GetUpdate": reading,
};

/** CALL_REFUSED, or undefined when the peer may call it. */
export const refuseByRole = (path: RpcPath, peer: PeerIdentity): PharosError | undefined => {
  const role = roleOf(peer);
  return roleTable[path].includes(role) ? undefined : callRefusedError({ method: path, role });
};

const roleOf = (peer: PeerIdentity): Role => {
  switch (peer.kind) {
    case "agent":
      return "agent";
    case "operator":
      return peer.role;
  }
};
