// Generated from proto/ by `npm run generate`; do not edit.

import type {
  AcquireLockRequest,
  AcquireLockResponse,
  AllocateNumberRequest,
  AllocateNumberResponse,
  GetLockRequest,
  GetLockResponse,
  Lock,
  ReleaseLockRequest,
  ReleaseLockResponse,
  RenewLockRequest,
  RenewLockResponse,
} from "./coordination.ts";
import type {
  AdoptedCluster,
  AgentBuild,
  AlertsSpec,
  ApiBackend,
  ApiProxySpec,
  ApplyRequest,
  AptRepository,
  BridgeNetwork,
  ClusterObjectsSpec,
  ControlPlaneFile,
  ControlPlaneSpec,
  CriDockerdSpec,
  CronSchedule,
  DnsSpec,
  DrainSpec,
  DriftSpec,
  EtcdSnapshotsSpec,
  ExternalEtcdSpec,
  ExternalNetwork,
  FirewallMember,
  FirewallSpec,
  GetSpecRequest,
  GetSpecResponse,
  KubeProxySpec,
  KubeletSpec,
  KubernetesSpec,
  KuredLockSpec,
  MaintenanceSpec,
  MountedFolder,
  NetworkSpec,
  NodeObject,
  NodeSpec,
  ObjectSecret,
  ObjectStack,
  OpenPorts,
  PackageSpec,
  PlanRequest,
  PlanResponse,
  PodRoute,
  PortRange,
  RebootSpec,
  RegistryMirror,
  RuntimeSpec,
  SecretRef,
  SnapshotStoreSpec,
  StackObject,
  SystemSpec,
  TimeWindow,
  UpgradeSpec,
} from "./spec.ts";
import type {
  AgentEnrolled,
  AgentEvent,
  AgentRecord,
  AgentStarted,
  AgentStopped,
  CertificateRenewed,
  DisruptionStep,
  DriftEvent,
  EventRecord,
  MembershipAccepted,
  SnapshotCopied,
  SnapshotCopyFailed,
  SpecAccepted,
  WatchEventsRequest,
} from "./event.ts";
import type { AuditEntry, AuditRecord, DamagedAuditLine, ReadAuditRequest } from "./audit.ts";
import type {
  AuthoritySet,
  GetCertificatesRequest,
  GetCertificatesResponse,
  GetTrustRequest,
  GetTrustResponse,
  HostCertificate,
  PutAuthoritiesRequest,
  PutAuthoritiesResponse,
  PutIssuerRequest,
  PutIssuerResponse,
  PutTrustRequest,
  PutTrustResponse,
  RenewOwnRequest,
  RenewOwnResponse,
  RenewRequest,
  RenewResponse,
  Trust,
} from "./certificate.ts";
import type {
  Change,
  ClusterIdentity,
  ErrorDetail,
  ErrorField,
  SignedDocument,
  Taint,
} from "./common.ts";
import type {
  CheckDriftRequest,
  CorrectDriftRequest,
  DriftCorrection,
  DriftFinding,
  DriftPause,
  GetDriftRequest,
  GetStateDigestRequest,
  GetStateDigestResponse,
  HostDrift,
  PauseDriftRequest,
  ResumeDriftRequest,
} from "./drift.ts";
import type {
  CheckRestoreRequest,
  CheckRestoreResponse,
  DefragmentRequest,
  DefragmentResponse,
  EtcdPeer,
  EtcdServer,
  GetClusterKeysRequest,
  GetClusterKeysResponse,
  GetEtcdRequest,
  GetEtcdResponse,
  KeptSnapshot,
  KeptSnapshotPart,
  ListSnapshotsRequest,
  ListSnapshotsResponse,
  PutSnapshotPartRequest,
  PutSnapshotPartResponse,
  ReadKeptSnapshotRequest,
  ReadSnapshotRequest,
  RecoverEtcdRequest,
  RecoverEtcdResponse,
  RenewApiServerRequest,
  RenewApiServerResponse,
  RenewWatchesRequest,
  RenewWatchesResponse,
  RestoreEtcdRequest,
  RestoreEtcdResponse,
  SnapshotPart,
  StartEtcdRequest,
  StartEtcdResponse,
  StopEtcdRequest,
  StopEtcdResponse,
} from "./etcd.ts";
import type {
  Clock,
  Cpu,
  Disk,
  Dns,
  ExistingKubernetes,
  HostFacts,
  Kernel,
  Listener,
  Memory,
  NetworkInterface,
  OperatingSystem,
  Route,
} from "./facts.ts";
import type { CollectReportRequest, ReportPart } from "./support.ts";
import type {
  ConfirmBuildRequest,
  ConfirmBuildResponse,
  GetUpdateRequest,
  GetUpdateResponse,
  MissingBuildFile,
  PrepareBuildRequest,
  PrepareBuildResponse,
  PutBuildPartRequest,
  PutBuildPartResponse,
  SwitchBuildRequest,
  SwitchBuildResponse,
} from "./update.ts";
import type {
  CreateJoinTokenRequest,
  CreateJoinTokenResponse,
  DeleteNodeRequest,
  DeleteNodeResponse,
  DeprecatedApi,
  DrainNodeRequest,
  DrainNodeResponse,
  EndDrainRequest,
  EndDrainResponse,
  EtcdMember,
  GetClusterStatusRequest,
  GetClusterStatusResponse,
  GetDeprecatedApisRequest,
  GetDeprecatedApisResponse,
  GetKubeconfigRequest,
  GetKubeconfigResponse,
  GetWorkloadsRequest,
  GetWorkloadsResponse,
  NodeStatus,
  ObjectLeft,
  PodLeft,
  RemoveEtcdMemberRequest,
  RemoveEtcdMemberResponse,
  RewriteObjectsRequest,
  RewriteObjectsResponse,
  SaveEtcdSnapshotRequest,
  SaveEtcdSnapshotResponse,
  Workload,
} from "./cluster.ts";
import type {
  Disruption,
  GetRunRequest,
  GetRunResponse,
  HostPlan,
  ListRunsRequest,
  ListRunsResponse,
  RunEvent,
  RunFinished,
  RunRecord,
  RunStarted,
  RunStopped,
  RunSummary,
  StopRunRequest,
  StopRunResponse,
  TaskChanged,
  TaskFailed,
  TaskPlan,
  TaskSkipped,
  TaskStarted,
  TaskUnchanged,
  WatchRunRequest,
} from "./run.ts";
import type {
  EtcdProbe,
  EtcdProbeAnswer,
  GetFactsRequest,
  GetFactsResponse,
  GetHealthRequest,
  GetHealthResponse,
  ProbeServersRequest,
  ProbeServersResponse,
  RemoveAgentRequest,
  RemoveAgentResponse,
  UrlProbeAnswer,
} from "./host.ts";
import type {
  FinishedReboot,
  FinishedUpgrade,
  GetMaintenanceRequest,
  HostMaintenance,
  MaintenancePause,
  MaintenanceReason,
  PauseMaintenanceRequest,
  RebootNowRequest,
  ResumeMaintenanceRequest,
  StaleService,
  UpgradeNowRequest,
} from "./maintenance.ts";
import type {
  GetMembershipRequest,
  GetMembershipResponse,
  Member,
  Membership,
  PutMembershipRequest,
  PutMembershipResponse,
  Signer,
} from "./membership.ts";
import type {
  ListSecretsRequest,
  ListSecretsResponse,
  PutSecretsRequest,
  PutSecretsResponse,
  SecretValue,
  StoredSecret,
} from "./secret.ts";
import type { ListValue, Struct, Value } from "./google-struct.ts";
import type { LogLine, WatchLogsRequest } from "./log.ts";

/** Types of messages by their full names. */
export interface MessageTypes {
  readonly "pharos.v1.ReadAuditRequest": ReadAuditRequest;
  readonly "pharos.v1.AuditEntry": AuditEntry;
  readonly "pharos.v1.AuditRecord": AuditRecord;
  readonly "pharos.v1.DamagedAuditLine": DamagedAuditLine;
  readonly "pharos.v1.RenewRequest": RenewRequest;
  readonly "pharos.v1.RenewResponse": RenewResponse;
  readonly "pharos.v1.RenewOwnRequest": RenewOwnRequest;
  readonly "pharos.v1.RenewOwnResponse": RenewOwnResponse;
  readonly "pharos.v1.GetTrustRequest": GetTrustRequest;
  readonly "pharos.v1.GetTrustResponse": GetTrustResponse;
  readonly "pharos.v1.AuthoritySet": AuthoritySet;
  readonly "pharos.v1.Trust": Trust;
  readonly "pharos.v1.PutTrustRequest": PutTrustRequest;
  readonly "pharos.v1.PutTrustResponse": PutTrustResponse;
  readonly "pharos.v1.PutIssuerRequest": PutIssuerRequest;
  readonly "pharos.v1.PutIssuerResponse": PutIssuerResponse;
  readonly "pharos.v1.PutAuthoritiesRequest": PutAuthoritiesRequest;
  readonly "pharos.v1.PutAuthoritiesResponse": PutAuthoritiesResponse;
  readonly "pharos.v1.GetCertificatesRequest": GetCertificatesRequest;
  readonly "pharos.v1.GetCertificatesResponse": GetCertificatesResponse;
  readonly "pharos.v1.HostCertificate": HostCertificate;
  readonly "pharos.v1.ErrorField": ErrorField;
  readonly "pharos.v1.ErrorDetail": ErrorDetail;
  readonly "pharos.v1.Change": Change;
  readonly "pharos.v1.SignedDocument": SignedDocument;
  readonly "pharos.v1.ClusterIdentity": ClusterIdentity;
  readonly "pharos.v1.Taint": Taint;
  readonly "pharos.v1.CreateJoinTokenRequest": CreateJoinTokenRequest;
  readonly "pharos.v1.CreateJoinTokenResponse": CreateJoinTokenResponse;
  readonly "pharos.v1.GetKubeconfigRequest": GetKubeconfigRequest;
  readonly "pharos.v1.GetKubeconfigResponse": GetKubeconfigResponse;
  readonly "pharos.v1.DeleteNodeRequest": DeleteNodeRequest;
  readonly "pharos.v1.DeleteNodeResponse": DeleteNodeResponse;
  readonly "pharos.v1.RemoveEtcdMemberRequest": RemoveEtcdMemberRequest;
  readonly "pharos.v1.RemoveEtcdMemberResponse": RemoveEtcdMemberResponse;
  readonly "pharos.v1.DrainNodeRequest": DrainNodeRequest;
  readonly "pharos.v1.DrainNodeResponse": DrainNodeResponse;
  readonly "pharos.v1.PodLeft": PodLeft;
  readonly "pharos.v1.EndDrainRequest": EndDrainRequest;
  readonly "pharos.v1.EndDrainResponse": EndDrainResponse;
  readonly "pharos.v1.GetWorkloadsRequest": GetWorkloadsRequest;
  readonly "pharos.v1.GetWorkloadsResponse": GetWorkloadsResponse;
  readonly "pharos.v1.Workload": Workload;
  readonly "pharos.v1.GetDeprecatedApisRequest": GetDeprecatedApisRequest;
  readonly "pharos.v1.GetDeprecatedApisResponse": GetDeprecatedApisResponse;
  readonly "pharos.v1.DeprecatedApi": DeprecatedApi;
  readonly "pharos.v1.SaveEtcdSnapshotRequest": SaveEtcdSnapshotRequest;
  readonly "pharos.v1.SaveEtcdSnapshotResponse": SaveEtcdSnapshotResponse;
  readonly "pharos.v1.RewriteObjectsRequest": RewriteObjectsRequest;
  readonly "pharos.v1.RewriteObjectsResponse": RewriteObjectsResponse;
  readonly "pharos.v1.ObjectLeft": ObjectLeft;
  readonly "pharos.v1.GetClusterStatusRequest": GetClusterStatusRequest;
  readonly "pharos.v1.GetClusterStatusResponse": GetClusterStatusResponse;
  readonly "pharos.v1.NodeStatus": NodeStatus;
  readonly "pharos.v1.EtcdMember": EtcdMember;
  readonly "pharos.v1.AcquireLockRequest": AcquireLockRequest;
  readonly "pharos.v1.AcquireLockResponse": AcquireLockResponse;
  readonly "pharos.v1.RenewLockRequest": RenewLockRequest;
  readonly "pharos.v1.RenewLockResponse": RenewLockResponse;
  readonly "pharos.v1.ReleaseLockRequest": ReleaseLockRequest;
  readonly "pharos.v1.ReleaseLockResponse": ReleaseLockResponse;
  readonly "pharos.v1.GetLockRequest": GetLockRequest;
  readonly "pharos.v1.GetLockResponse": GetLockResponse;
  readonly "pharos.v1.Lock": Lock;
  readonly "pharos.v1.AllocateNumberRequest": AllocateNumberRequest;
  readonly "pharos.v1.AllocateNumberResponse": AllocateNumberResponse;
  readonly "pharos.v1.GetDriftRequest": GetDriftRequest;
  readonly "pharos.v1.GetStateDigestRequest": GetStateDigestRequest;
  readonly "pharos.v1.GetStateDigestResponse": GetStateDigestResponse;
  readonly "pharos.v1.CheckDriftRequest": CheckDriftRequest;
  readonly "pharos.v1.CorrectDriftRequest": CorrectDriftRequest;
  readonly "pharos.v1.PauseDriftRequest": PauseDriftRequest;
  readonly "pharos.v1.ResumeDriftRequest": ResumeDriftRequest;
  readonly "pharos.v1.DriftFinding": DriftFinding;
  readonly "pharos.v1.DriftCorrection": DriftCorrection;
  readonly "pharos.v1.DriftPause": DriftPause;
  readonly "pharos.v1.HostDrift": HostDrift;
  readonly "pharos.v1.PlanRequest": PlanRequest;
  readonly "pharos.v1.PlanResponse": PlanResponse;
  readonly "pharos.v1.ApplyRequest": ApplyRequest;
  readonly "pharos.v1.GetSpecRequest": GetSpecRequest;
  readonly "pharos.v1.GetSpecResponse": GetSpecResponse;
  readonly "pharos.v1.NodeSpec": NodeSpec;
  readonly "pharos.v1.FirewallSpec": FirewallSpec;
  readonly "pharos.v1.FirewallMember": FirewallMember;
  readonly "pharos.v1.PortRange": PortRange;
  readonly "pharos.v1.OpenPorts": OpenPorts;
  readonly "pharos.v1.DriftSpec": DriftSpec;
  readonly "pharos.v1.AgentBuild": AgentBuild;
  readonly "pharos.v1.PackageSpec": PackageSpec;
  readonly "pharos.v1.AptRepository": AptRepository;
  readonly "pharos.v1.SystemSpec": SystemSpec;
  readonly "pharos.v1.RuntimeSpec": RuntimeSpec;
  readonly "pharos.v1.CriDockerdSpec": CriDockerdSpec;
  readonly "pharos.v1.RegistryMirror": RegistryMirror;
  readonly "pharos.v1.SecretRef": SecretRef;
  readonly "pharos.v1.ApiProxySpec": ApiProxySpec;
  readonly "pharos.v1.ApiBackend": ApiBackend;
  readonly "pharos.v1.NetworkSpec": NetworkSpec;
  readonly "pharos.v1.BridgeNetwork": BridgeNetwork;
  readonly "pharos.v1.PodRoute": PodRoute;
  readonly "pharos.v1.ExternalNetwork": ExternalNetwork;
  readonly "pharos.v1.KubernetesSpec": KubernetesSpec;
  readonly "pharos.v1.AdoptedCluster": AdoptedCluster;
  readonly "pharos.v1.DnsSpec": DnsSpec;
  readonly "pharos.v1.KubeletSpec": KubeletSpec;
  readonly "pharos.v1.KubeProxySpec": KubeProxySpec;
  readonly "pharos.v1.ControlPlaneSpec": ControlPlaneSpec;
  readonly "pharos.v1.ControlPlaneFile": ControlPlaneFile;
  readonly "pharos.v1.MountedFolder": MountedFolder;
  readonly "pharos.v1.SnapshotStoreSpec": SnapshotStoreSpec;
  readonly "pharos.v1.ExternalEtcdSpec": ExternalEtcdSpec;
  readonly "pharos.v1.ClusterObjectsSpec": ClusterObjectsSpec;
  readonly "pharos.v1.ObjectStack": ObjectStack;
  readonly "pharos.v1.StackObject": StackObject;
  readonly "pharos.v1.ObjectSecret": ObjectSecret;
  readonly "pharos.v1.NodeObject": NodeObject;
  readonly "pharos.v1.MaintenanceSpec": MaintenanceSpec;
  readonly "pharos.v1.EtcdSnapshotsSpec": EtcdSnapshotsSpec;
  readonly "pharos.v1.TimeWindow": TimeWindow;
  readonly "pharos.v1.RebootSpec": RebootSpec;
  readonly "pharos.v1.KuredLockSpec": KuredLockSpec;
  readonly "pharos.v1.DrainSpec": DrainSpec;
  readonly "pharos.v1.AlertsSpec": AlertsSpec;
  readonly "pharos.v1.UpgradeSpec": UpgradeSpec;
  readonly "pharos.v1.CronSchedule": CronSchedule;
  readonly "pharos.v1.HostFacts": HostFacts;
  readonly "pharos.v1.OperatingSystem": OperatingSystem;
  readonly "pharos.v1.Kernel": Kernel;
  readonly "pharos.v1.Cpu": Cpu;
  readonly "pharos.v1.Memory": Memory;
  readonly "pharos.v1.Disk": Disk;
  readonly "pharos.v1.NetworkInterface": NetworkInterface;
  readonly "pharos.v1.Route": Route;
  readonly "pharos.v1.Dns": Dns;
  readonly "pharos.v1.Clock": Clock;
  readonly "pharos.v1.Listener": Listener;
  readonly "pharos.v1.ExistingKubernetes": ExistingKubernetes;
  readonly "pharos.v1.GetHealthRequest": GetHealthRequest;
  readonly "pharos.v1.GetHealthResponse": GetHealthResponse;
  readonly "pharos.v1.GetFactsRequest": GetFactsRequest;
  readonly "pharos.v1.GetFactsResponse": GetFactsResponse;
  readonly "pharos.v1.ProbeServersRequest": ProbeServersRequest;
  readonly "pharos.v1.EtcdProbe": EtcdProbe;
  readonly "pharos.v1.ProbeServersResponse": ProbeServersResponse;
  readonly "pharos.v1.EtcdProbeAnswer": EtcdProbeAnswer;
  readonly "pharos.v1.UrlProbeAnswer": UrlProbeAnswer;
  readonly "pharos.v1.RemoveAgentRequest": RemoveAgentRequest;
  readonly "pharos.v1.RemoveAgentResponse": RemoveAgentResponse;
  readonly "pharos.v1.ListRunsRequest": ListRunsRequest;
  readonly "pharos.v1.ListRunsResponse": ListRunsResponse;
  readonly "pharos.v1.RunSummary": RunSummary;
  readonly "pharos.v1.GetRunRequest": GetRunRequest;
  readonly "pharos.v1.GetRunResponse": GetRunResponse;
  readonly "pharos.v1.WatchRunRequest": WatchRunRequest;
  readonly "pharos.v1.StopRunRequest": StopRunRequest;
  readonly "pharos.v1.StopRunResponse": StopRunResponse;
  readonly "pharos.v1.Disruption": Disruption;
  readonly "pharos.v1.TaskPlan": TaskPlan;
  readonly "pharos.v1.HostPlan": HostPlan;
  readonly "pharos.v1.RunRecord": RunRecord;
  readonly "pharos.v1.RunEvent": RunEvent;
  readonly "pharos.v1.RunStarted": RunStarted;
  readonly "pharos.v1.TaskStarted": TaskStarted;
  readonly "pharos.v1.TaskUnchanged": TaskUnchanged;
  readonly "pharos.v1.TaskChanged": TaskChanged;
  readonly "pharos.v1.TaskFailed": TaskFailed;
  readonly "pharos.v1.TaskSkipped": TaskSkipped;
  readonly "pharos.v1.RunStopped": RunStopped;
  readonly "pharos.v1.RunFinished": RunFinished;
  readonly "pharos.v1.GetEtcdRequest": GetEtcdRequest;
  readonly "pharos.v1.GetEtcdResponse": GetEtcdResponse;
  readonly "pharos.v1.EtcdServer": EtcdServer;
  readonly "pharos.v1.ReadSnapshotRequest": ReadSnapshotRequest;
  readonly "pharos.v1.SnapshotPart": SnapshotPart;
  readonly "pharos.v1.ListSnapshotsRequest": ListSnapshotsRequest;
  readonly "pharos.v1.ListSnapshotsResponse": ListSnapshotsResponse;
  readonly "pharos.v1.KeptSnapshot": KeptSnapshot;
  readonly "pharos.v1.ReadKeptSnapshotRequest": ReadKeptSnapshotRequest;
  readonly "pharos.v1.KeptSnapshotPart": KeptSnapshotPart;
  readonly "pharos.v1.GetClusterKeysRequest": GetClusterKeysRequest;
  readonly "pharos.v1.GetClusterKeysResponse": GetClusterKeysResponse;
  readonly "pharos.v1.DefragmentRequest": DefragmentRequest;
  readonly "pharos.v1.DefragmentResponse": DefragmentResponse;
  readonly "pharos.v1.CheckRestoreRequest": CheckRestoreRequest;
  readonly "pharos.v1.CheckRestoreResponse": CheckRestoreResponse;
  readonly "pharos.v1.PutSnapshotPartRequest": PutSnapshotPartRequest;
  readonly "pharos.v1.PutSnapshotPartResponse": PutSnapshotPartResponse;
  readonly "pharos.v1.StopEtcdRequest": StopEtcdRequest;
  readonly "pharos.v1.StopEtcdResponse": StopEtcdResponse;
  readonly "pharos.v1.RestoreEtcdRequest": RestoreEtcdRequest;
  readonly "pharos.v1.EtcdPeer": EtcdPeer;
  readonly "pharos.v1.RestoreEtcdResponse": RestoreEtcdResponse;
  readonly "pharos.v1.RecoverEtcdRequest": RecoverEtcdRequest;
  readonly "pharos.v1.RecoverEtcdResponse": RecoverEtcdResponse;
  readonly "pharos.v1.StartEtcdRequest": StartEtcdRequest;
  readonly "pharos.v1.StartEtcdResponse": StartEtcdResponse;
  readonly "pharos.v1.RenewWatchesRequest": RenewWatchesRequest;
  readonly "pharos.v1.RenewWatchesResponse": RenewWatchesResponse;
  readonly "pharos.v1.RenewApiServerRequest": RenewApiServerRequest;
  readonly "pharos.v1.RenewApiServerResponse": RenewApiServerResponse;
  readonly "pharos.v1.WatchEventsRequest": WatchEventsRequest;
  readonly "pharos.v1.EventRecord": EventRecord;
  readonly "pharos.v1.AgentRecord": AgentRecord;
  readonly "pharos.v1.AgentEvent": AgentEvent;
  readonly "pharos.v1.AgentStarted": AgentStarted;
  readonly "pharos.v1.AgentStopped": AgentStopped;
  readonly "pharos.v1.AgentEnrolled": AgentEnrolled;
  readonly "pharos.v1.SpecAccepted": SpecAccepted;
  readonly "pharos.v1.MembershipAccepted": MembershipAccepted;
  readonly "pharos.v1.DriftEvent": DriftEvent;
  readonly "pharos.v1.CertificateRenewed": CertificateRenewed;
  readonly "pharos.v1.DisruptionStep": DisruptionStep;
  readonly "pharos.v1.SnapshotCopied": SnapshotCopied;
  readonly "pharos.v1.SnapshotCopyFailed": SnapshotCopyFailed;
  readonly "pharos.v1.WatchLogsRequest": WatchLogsRequest;
  readonly "pharos.v1.LogLine": LogLine;
  readonly "pharos.v1.GetMaintenanceRequest": GetMaintenanceRequest;
  readonly "pharos.v1.RebootNowRequest": RebootNowRequest;
  readonly "pharos.v1.UpgradeNowRequest": UpgradeNowRequest;
  readonly "pharos.v1.PauseMaintenanceRequest": PauseMaintenanceRequest;
  readonly "pharos.v1.ResumeMaintenanceRequest": ResumeMaintenanceRequest;
  readonly "pharos.v1.MaintenanceReason": MaintenanceReason;
  readonly "pharos.v1.MaintenancePause": MaintenancePause;
  readonly "pharos.v1.FinishedReboot": FinishedReboot;
  readonly "pharos.v1.FinishedUpgrade": FinishedUpgrade;
  readonly "pharos.v1.HostMaintenance": HostMaintenance;
  readonly "pharos.v1.StaleService": StaleService;
  readonly "pharos.v1.GetMembershipRequest": GetMembershipRequest;
  readonly "pharos.v1.GetMembershipResponse": GetMembershipResponse;
  readonly "pharos.v1.PutMembershipRequest": PutMembershipRequest;
  readonly "pharos.v1.PutMembershipResponse": PutMembershipResponse;
  readonly "pharos.v1.Membership": Membership;
  readonly "pharos.v1.Member": Member;
  readonly "pharos.v1.Signer": Signer;
  readonly "pharos.v1.PutSecretsRequest": PutSecretsRequest;
  readonly "pharos.v1.SecretValue": SecretValue;
  readonly "pharos.v1.PutSecretsResponse": PutSecretsResponse;
  readonly "pharos.v1.ListSecretsRequest": ListSecretsRequest;
  readonly "pharos.v1.ListSecretsResponse": ListSecretsResponse;
  readonly "pharos.v1.StoredSecret": StoredSecret;
  readonly "pharos.v1.CollectReportRequest": CollectReportRequest;
  readonly "pharos.v1.ReportPart": ReportPart;
  readonly "pharos.v1.PrepareBuildRequest": PrepareBuildRequest;
  readonly "pharos.v1.PrepareBuildResponse": PrepareBuildResponse;
  readonly "pharos.v1.MissingBuildFile": MissingBuildFile;
  readonly "pharos.v1.PutBuildPartRequest": PutBuildPartRequest;
  readonly "pharos.v1.PutBuildPartResponse": PutBuildPartResponse;
  readonly "pharos.v1.SwitchBuildRequest": SwitchBuildRequest;
  readonly "pharos.v1.SwitchBuildResponse": SwitchBuildResponse;
  readonly "pharos.v1.ConfirmBuildRequest": ConfirmBuildRequest;
  readonly "pharos.v1.ConfirmBuildResponse": ConfirmBuildResponse;
  readonly "pharos.v1.GetUpdateRequest": GetUpdateRequest;
  readonly "pharos.v1.GetUpdateResponse": GetUpdateResponse;
  readonly "google.protobuf.Struct": Struct;
  readonly "google.protobuf.Value": Value;
  readonly "google.protobuf.ListValue": ListValue;
}
