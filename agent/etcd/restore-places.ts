import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

/** Where manifests wait while etcd's data is another's: nothing starts them there, after a boot neither. */
export const PARKED_FOLDER = `${kubeadmPaths.configuration}/pharos-restore`;

/** Beginning of the names of folders in which a restore was begun, below etcd's own. */
export const UNFINISHED_PREFIX = ".pharos-restore-";

/** Beginning of the names of folders with data that a restore has replaced, below etcd's own. */
export const REPLACED_PREFIX = "before-restore-";

/** Beginning of the names of folders with what etcd had before a recovery, below etcd's own. */
export const RECOVERED_PREFIX = "before-recovery-";

/** In the order in which they are stopped: the API server has to forget what it knows of etcd, too. */
export const RESTORED_COMPONENTS = ["kube-apiserver", "etcd"] as const;
