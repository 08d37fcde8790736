import * as z from "zod";
import { hostAddress } from "./addresses.ts";
import { DriftConfig } from "./drift-config.ts";
import { NodeLabels, NodeTaint } from "./kubernetes-names.ts";
import { PackageRepositories } from "./package-repositories.ts";
import { filePath, textWith } from "./rule.ts";

const userName = textWith((text) =>
  /^[A-Za-z0-9_][\w.@\\-]{0,63}$/.test(text)
    ? undefined
    : { message: `"${text}" is not a user name` },
);

const port = z.int().min(1).max(65535);

const hostKey = textWith((text) => {
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(text)) return undefined;
  const hint = "`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host prints it";
  return { message: "is not a fingerprint of the form SHA256:<43 characters>", hint };
});

const singleLine = textWith((text) =>
  /[\n\r\0]/.test(text) ? { message: "must be one line" } : undefined,
);

const interfaceName = textWith((text) =>
  /^[^\s/-][^\s/]{0,14}$/.test(text)
    ? undefined
    : { message: `"${text}" is not an interface name` },
);

const variableName = textWith((text) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
    ? undefined
    : { message: `"${text}" is not a variable name`, hint: "letters, digits and _" },
);

const BastionConfig = z.strictObject({
  address: hostAddress.describe("Address of the host to jump over."),
  user: userName.optional().describe("User there; OpenSSH's own choice if absent."),
  ssh_port: port.optional().describe("Port of its SSH server."),
  ssh_key_path: filePath().optional().describe("Private key file for it."),
  ssh_proxy_command: singleLine.optional().describe("Command that reaches the bastion itself."),
  host_key: hostKey.optional().describe("SSH host key fingerprint to pin."),
});

/** One host of cluster.yml. */
export const HostConfig = z.strictObject({
  address: hostAddress.describe("How the controller reaches the host: IPv4, IPv6 or a name."),
  private_address: hostAddress
    .optional()
    .describe("Address that the other hosts use; `address` if absent."),
  private_interface: interfaceName
    .optional()
    .describe("Interface whose address is used as the private address."),
  role: z.enum(["master", "worker"]).describe("What the host is in the cluster."),
  user: userName.default("ubuntu").describe("User to log in as: root, or with passwordless sudo."),
  ssh_port: port.default(22).describe("Port of the SSH server."),
  ssh_key_path: filePath()
    .optional()
    .describe("Private key file; `~/.ssh/id_rsa` if it exists, else OpenSSH's own order."),
  bastion: BastionConfig.optional().describe("Host to jump over."),
  ssh_proxy_command: singleLine
    .optional()
    .describe("Command that connects to the host; `%h` and `%p` stand for address and port."),
  host_key: hostKey
    .optional()
    .describe("SSH host key fingerprint to pin; `known_hosts` if absent."),
  labels: NodeLabels.default({}).describe("Labels of the node; removed from it when removed here."),
  taints: z
    .array(NodeTaint)
    .optional()
    .describe("Taints of the node; absent: Kubernetes' own for its role, `[]`: none."),
  container_runtime: z
    .enum(["containerd", "docker", "cri-o"])
    .default("containerd")
    .describe("What runs containers."),
  manage_container_runtime: z
    .boolean()
    .optional()
    .describe("`false`: somebody else installs and configures it, pharosctl only uses it."),
  environment: z
    .record(variableName, singleLine)
    .default({})
    .describe("Variables for `/etc/environment` and the runtime, such as proxies."),
  repositories: PackageRepositories.optional().describe("Package repositories of this host alone."),
  drift: DriftConfig.partial().optional().describe("Drift settings of this host alone."),
});
export type HostConfig = z.infer<typeof HostConfig>;
