import { defineError } from "./define-error.ts";

export const clusterNameInvalid = defineError<{ readonly name: string }>({
  code: "CLUSTER_NAME_INVALID",
  blame: "user",
  message: ({ name }) => `"${name}" cannot be the name of a cluster`,
  hint: () =>
    "use lower case letters, digits and inner dashes in `name` of cluster.yml, at most 63",
});

export const keystoreExists = defineError<{ readonly folder: string }>({
  code: "KEYSTORE_EXISTS",
  blame: "user",
  message: ({ folder }) => `${folder} exists already, so no new cluster is made there`,
  hint: ({ folder }) =>
    `give the new cluster another \`name\`, or move ${folder} away if that cluster is gone`,
});

export const keystoreDamaged = defineError<{ readonly file: string; readonly reason: string }>({
  code: "KEYSTORE_DAMAGED",
  blame: "environment",
  message: ({ file, reason }) => `${file} ${reason}`,
  hint: () =>
    "restore the cluster's folder from its backup, or take the cluster over with new keys through SSH",
});

export const keystoreExposed = defineError<{ readonly file: string; readonly mode: string }>({
  code: "KEYSTORE_EXPOSED",
  blame: "user",
  message: ({ file, mode }) => `${file} can be read by others (mode ${mode})`,
  hint: ({ file }) => `run \`chmod go= ${file}\`; if others use this machine, make new keys`,
});

export const keystorePassphraseNeeded = defineError<{ readonly file: string }>({
  code: "KEYSTORE_PASSPHRASE_NEEDED",
  blame: "user",
  message: ({ file }) => `${file} is protected by a passphrase`,
  hint: () => "run the command on a terminal, where it asks for the passphrase",
});

export const keystorePassphraseWrong = defineError<{ readonly file: string }>({
  code: "KEYSTORE_PASSPHRASE_WRONG",
  blame: "user",
  message: ({ file }) => `the passphrase does not open ${file}`,
  hint: () => "try again; `openssl pkey -in FILE -noout` tells whether it is the right one",
});

export const rootKeyAway = defineError<{ readonly file: string }>({
  code: "ROOT_KEY_AWAY",
  blame: "user",
  message: ({ file }) => `the cluster's root key ${file} is not here`,
  hint: ({ file }) =>
    `bring it back to ${file} for this command; it can be moved away again afterwards`,
});

export const keystoreUnwritable = defineError<{ readonly folder: string; readonly reason: string }>(
  {
    code: "KEYSTORE_UNWRITABLE",
    blame: "environment",
    message: ({ folder, reason }) => `${folder} cannot be written: ${reason}`,
    hint: () => "look at the folder's owner and mode, and at the space on its disk",
  },
);

export const encryptionKeysMissing = defineError<{ readonly file: string }>({
  code: "ENCRYPTION_KEYS_MISSING",
  blame: "user",
  message: ({ file }) => `the masters encrypt secrets with keys that are not in ${file}`,
  hint: () =>
    "copy that file from the machine where it is, or write the keys into it that stand in /etc/pharos/control-plane/secrets-encryption-*.yaml of a master",
});

export const encryptionKeysOutdated = defineError<{ readonly file: string }>({
  code: "ENCRYPTION_KEYS_OUTDATED",
  blame: "user",
  message: ({ file }) =>
    `the key that secrets are encrypted with was exchanged from another machine: the masters have other keys than ${file}`,
  hint: () => "copy that file from the machine where `certs rotate-encryption-key` has run",
});

export const encryptionKeysChanged = defineError<Record<never, never>>({
  code: "ENCRYPTION_KEYS_CHANGED",
  blame: "environment",
  message: () => "the key that secrets are encrypted with was exchanged since this plan was made",
  hint: () => "run the command again: it plans with the keys that there are now",
});
