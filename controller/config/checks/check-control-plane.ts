import {
  hasInTreeProvider,
  knownCloudProviders,
} from "../../../shared/versions/cloud-providers.ts";
import { ENCRYPTION_FLAG } from "../../control-plane/secrets-encryption.ts";
import { isList, isMapping, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** Keys of the API server's surroundings that have to fit each other and the version. */
export const checkControlPlane: ConfigCheck = (parts) => [
  ...checkPairs(parts),
  ...checkEtcd(parts),
  ...checkAudit(parts),
  ...checkCloud(parts),
  ...checkEncryption(parts),
];

const pairs: readonly (readonly [folder: readonly string[], certificate: string, key: string])[] = [
  [["etcd"], "certificate", "key"],
  [["authentication", "token_webhook", "config", "user"], "client_certificate", "client_key"],
];

const checkPairs = ({ tree }: ConfigParts): readonly Finding[] =>
  pairs.flatMap(([folder, ...names]) => {
    const missing = names.filter((name) => valueAt(tree, [...folder, name]) === undefined);
    const [name] = missing;
    if (name === undefined || missing.length === names.length) return [];
    const other = names.find((candidate) => candidate !== name) ?? "";
    return [error([...folder, other], `needs ${name} beside it`)];
  });

const checkEtcd = ({ tree }: ConfigParts): readonly Finding[] => {
  const isGiven = (key: string): boolean => valueAt(tree, ["etcd", key]) !== undefined;
  const hasFiles = ["certificate", "key", "ca_certificate"].some(isGiven);
  const plain = selectValues(tree, "etcd.endpoints[]").filter(
    ({ value }) => typeof value === "string" && value.startsWith("http://"),
  );
  const snapshots = ["maintenance", "etcd_snapshots"];
  return [
    ...(isGiven("endpoints") && valueAt(tree, snapshots) !== undefined
      ? [error(snapshots, "is for the cluster's own etcd, and etcd.endpoints names another one")]
      : []),
    ...checkCopies(tree),
    ...(isGiven("certificate") && !isGiven("ca_certificate")
      ? [error(["etcd", "certificate"], "needs ca_certificate beside it")]
      : []),
    ...plain.map(({ path }) =>
      hasFiles
        ? error(path, "is not encrypted, and certificates are given", "write https://")
        : warning(
            path,
            "is neither encrypted nor authenticated: whoever reaches it owns the cluster",
          ),
    ),
  ];
};

const checkCopies = (tree: ConfigParts["tree"]): readonly Finding[] => {
  const store = ["maintenance", "etcd_snapshots", "s3"];
  const isGiven = (key: string): boolean => valueAt(tree, [...store, key]) !== undefined;
  const isOpen = !isGiven("passphrase") && !isGiven("passphrase_file");
  return valueAt(tree, store) !== undefined && isOpen
    ? [
        warning(
          store,
          "gets copies that are not encrypted: whoever reads them owns the cluster",
          "passphrase_file: ./snapshot-passphrase",
        ),
      ]
    : [];
};

const checkAudit = ({ tree }: ConfigParts): readonly Finding[] => {
  const older = valueAt(tree, ["audit", "server"]);
  const newer = valueAt(tree, ["audit", "webhook", "server"]);
  const path = valueAt(tree, ["audit", "file", "path"]);
  const isDouble = older !== undefined && newer !== undefined && older !== newer;
  return [
    ...(isDouble
      ? [error(["audit", "server"], "is another address than audit.webhook.server", "keep one")]
      : []),
    ...(typeof path === "string" && !/^(?:\/[\w.-]+){2,}$/.test(path)
      ? [error(["audit", "file", "path"], `"${path}" is no absolute path in a folder`)]
      : []),
  ];
};

/** A flag that is passed through wins: no key of ours would be used, and exchanges of it would exchange nothing. */
const checkEncryption = ({ tree }: ConfigParts): readonly Finding[] => {
  if (valueAt(tree, ["secrets_encryption", "enabled"]) !== true) return [];
  const place = ["control_plane", "api_server", "extra_args"];
  const args = valueAt(tree, place);
  const names = isMapping(args)
    ? Object.keys(args)
    : (isList(args) ? args : []).flatMap((word) =>
        typeof word === "string" ? [word.replace(/^--|=.*$/gs, "")] : [],
      );
  if (!names.includes(ENCRYPTION_FLAG)) return [];
  const hint = "keep one: a file of your own, or keys that pharosctl makes and exchanges";
  return [
    error(
      ["secrets_encryption", "enabled"],
      `has no effect beside ${place.join(".")}.${ENCRYPTION_FLAG}`,
      hint,
    ),
  ];
};

const checkCloud = ({ tree, kubernetesVersion }: ConfigParts): readonly Finding[] => {
  const provider = valueAt(tree, ["cloud", "provider"]);
  if (typeof provider !== "string" || kubernetesVersion === undefined) return [];
  if (hasInTreeProvider(provider, kubernetesVersion)) return [];
  const path = ["cloud", "provider"];
  const gone = knownCloudProviders.includes(provider)
    ? [
        warning(
          path,
          `Kubernetes ${kubernetesVersion} has no ${provider} built in: it is run as external`,
        ),
      ]
    : [];
  const hint = "name the manifests of your cloud controller manager in manifests[]";
  return [
    ...gone,
    ...(selectValues(tree, "manifests[]").length === 0
      ? [
          warning(
            path,
            "leaves nodes tainted as uninitialized until a cloud controller manager runs",
            hint,
          ),
        ]
      : []),
    ...(valueAt(tree, ["cloud", "config"]) === undefined
      ? []
      : [
          warning(
            ["cloud", "config"],
            "has no effect: an external controller has its settings in its own manifests",
          ),
        ]),
  ];
};

type Path = Finding["path"];

const error = (path: Path, message: string, hint?: string): Finding => ({
  severity: "error",
  path,
  message,
  ...(hint === undefined ? {} : { hint }),
});

const warning = (path: Path, message: string, hint?: string): Finding => ({
  ...error(path, message, hint),
  severity: "warning",
});
