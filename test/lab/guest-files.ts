import {
  earlyScript,
  earlyUnit,
  maskedUnits,
  networkUnit,
  renderNetworkScript,
} from "./guest-units.ts";
import type { LabHost } from "./lab-state.ts";
import { gatewayAddress } from "./lab-addresses.ts";

/** One file or link that makes a host out of the shared root. Owner is root unless `uid` says otherwise. */
export type GuestFile =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly text: string;
      readonly mode: number;
      readonly uid?: number;
    }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  | {
      readonly kind: "directory";
      readonly path: string;
      readonly mode: number;
      readonly uid?: number;
    };

export interface GuestIdentity {
  readonly machineId: string;
  /** File name below /etc/ssh -> text of a private or public host key. */
  readonly hostKeys: ReadonlyMap<string, string>;
  readonly authorizedKey: string;
  /** Addresses of name servers; with none, names fail. */
  readonly resolvers: readonly string[];
  /** Lines of the host's sources.list, and the armoured key that is to be at `aptKeyPath` for them. */
  readonly aptSources: readonly string[];
  readonly aptKey: string | undefined;
  /** Names of modules that the machine's kernel has built in, for a machine without a module tree. */
  readonly builtinModules: readonly string[];
  readonly kernelRelease: string;
}

/** Where a host keeps the key of its distribution's packages. */
export const aptKeyPath = "/usr/share/keyrings/lab-archive-keyring.asc";

/** The uid that the shared root gives its first user. */
const userUid = 1000;

/** Everything in which one host differs from the shared root. */
export function guestFiles(host: LabHost, identity: GuestIdentity): readonly GuestFile[] {
  return [
    ...naming(host, identity),
    ...access(identity),
    ...plumbing(host),
    ...moduleTree(identity),
    text("/etc/apt/sources.list", lines(identity.aptSources)),
    ...(identity.aptKey === undefined ? [] : [text(aptKeyPath, identity.aptKey)]),
  ];
}

function naming(host: LabHost, identity: GuestIdentity): readonly GuestFile[] {
  return [
    text("/etc/hostname", `${host.name}\n`),
    text(
      "/etc/hosts",
      `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n::1 localhost ip6-localhost\n`,
    ),
    text("/etc/machine-id", `${identity.machineId}\n`, 0o444),
    text("/etc/resolv.conf", renderResolvConf(identity.resolvers)),
  ];
}

/** Without resolvers it names the gateway, where nobody answers: names fail at once, as they do without the internet. */
function renderResolvConf(resolvers: readonly string[]): string {
  if (resolvers.length === 0) {
    return `nameserver ${gatewayAddress}\noptions timeout:1 attempts:1\n`;
  }
  return lines(resolvers.map((address) => `nameserver ${address}`));
}

function access(identity: GuestIdentity): readonly GuestFile[] {
  const keys = [...identity.hostKeys].map(([name, key]) =>
    text(`/etc/ssh/${name}`, key, name.endsWith(".pub") ? 0o644 : 0o600),
  );
  return [
    ...keys,
    text("/etc/sudoers.d/90-ubuntu", "ubuntu ALL=(ALL) NOPASSWD:ALL\n", 0o440),
    { kind: "directory", path: "/root/.ssh", mode: 0o700 },
    text("/root/.ssh/authorized_keys", identity.authorizedKey, 0o600),
    { kind: "directory", path: "/home/ubuntu/.ssh", mode: 0o700, uid: userUid },
    text("/home/ubuntu/.ssh/authorized_keys", identity.authorizedKey, 0o600, userUid),
  ];
}

function plumbing(host: LabHost): readonly GuestFile[] {
  const units = "/etc/systemd/system";
  return [
    text("/usr/local/sbin/host-early", earlyScript, 0o755),
    text("/usr/local/sbin/host-network", renderNetworkScript(host.address, gatewayAddress), 0o755),
    text(`${units}/host-early.service`, earlyUnit),
    text(`${units}/host-network.service`, networkUnit),
    link(`${units}/sysinit.target.wants/host-early.service`, `${units}/host-early.service`),
    link(`${units}/sysinit.target.wants/host-network.service`, `${units}/host-network.service`),
    ...maskedUnits.map((unit) => link(`${units}/${unit}`, "/dev/null")),
  ];
}

/** As a distribution's kernel package does, so that `modprobe` of a built-in module succeeds. */
function moduleTree(identity: GuestIdentity): readonly GuestFile[] {
  if (identity.builtinModules.length === 0) return [];
  const dir = `/usr/lib/modules/${identity.kernelRelease}`;
  const names = identity.builtinModules.map((name) => `kernel/${name}.ko`);
  return [
    text(`${dir}/modules.builtin`, lines(names)),
    text(`${dir}/modules.builtin.modinfo`, ""),
    text(`${dir}/modules.order`, ""),
  ];
}

function text(path: string, content: string, mode = 0o644, uid = 0): GuestFile {
  return { kind: "file", path, text: content, mode, uid };
}

function link(path: string, target: string): GuestFile {
  return { kind: "link", path, target };
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join("");
}
