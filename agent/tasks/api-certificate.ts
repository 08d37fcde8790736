import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import {
  type ApiCertificateState,
  findMissingNames,
  observeApiCertificate,
  renewApiCertificate,
} from "../kubeadm/api-certificate.ts";
import { endingChange } from "../kubeadm/kubernetes-certificates.ts";

/**
 * The names under which this master's API server may be asked for. A certificate is renewed for a
 * name that it lacks, never for one that it has too many: somebody may still use that; and when it
 * ends soon.
 */
export const apiCertificate: Task<NodeSpec, ApiCertificateState> = {
  kind: "api-certificate",
  name: () => "apiserver",
  title: () => "name the API in its certificate",
  // Stored with the rest of the settings, which have to be seen alive before.
  reads: () => ["control-plane:local", "control-plane:settings"],
  writes: () => ["file:/etc/kubernetes/pki/apiserver.crt"],
  check: (host) => observeApiCertificate(host),
  diff: (state, spec) => {
    switch (state.kind) {
      case "absent":
        return [];
      case "torn":
        return [{ field: "key", before: "of another certificate", after: "its own" }];
      case "present":
        return [
          ...findMissingNames(state.names, spec).map((name) => ({ field: "name", after: name })),
          ...endingChange(state.endsAt, state.seenAt),
        ];
    }
  },
  apply: (host, spec) => renewApiCertificate(host, spec),
};
