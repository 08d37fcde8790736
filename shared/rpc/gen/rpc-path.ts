// Generated from proto/ by `npm run generate`; do not edit.

/** Every RPC, by its path on the wire. */
export const rpcPaths = [
  "/pharos.v1.CertificateService/Renew",
  "/pharos.v1.CertificateService/GetTrust",
  "/pharos.v1.CertificateService/GetCertificates",
  "/pharos.v1.ClusterService/CreateJoinToken",
  "/pharos.v1.ClusterService/GetKubeconfig",
  "/pharos.v1.ClusterService/DeleteNode",
  "/pharos.v1.ClusterService/SaveEtcdSnapshot",
  "/pharos.v1.ClusterService/GetClusterStatus",
  "/pharos.v1.CoordinationService/AcquireLock",
  "/pharos.v1.CoordinationService/RenewLock",
  "/pharos.v1.CoordinationService/ReleaseLock",
  "/pharos.v1.CoordinationService/GetLock",
  "/pharos.v1.CoordinationService/AllocateNumber",
  "/pharos.v1.EventService/WatchEvents",
  "/pharos.v1.RunService/ListRuns",
  "/pharos.v1.RunService/GetRun",
  "/pharos.v1.RunService/WatchRun",
  "/pharos.v1.RunService/StopRun",
  "/pharos.v1.HostService/GetHealth",
  "/pharos.v1.HostService/GetFacts",
  "/pharos.v1.HostService/RemoveAgent",
  "/pharos.v1.LogService/WatchLogs",
  "/pharos.v1.MembershipService/GetMembership",
  "/pharos.v1.MembershipService/PutMembership",
  "/pharos.v1.SecretService/PutSecrets",
  "/pharos.v1.SecretService/ListSecrets",
  "/pharos.v1.SpecService/Plan",
  "/pharos.v1.SpecService/Apply",
  "/pharos.v1.SpecService/GetSpec",
  "/pharos.v1.SupportService/CollectReport",
] as const;

export type RpcPath = (typeof rpcPaths)[number];
