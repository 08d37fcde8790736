import { defineError } from "./define-error.ts";

export const podNetworkFull = defineError<{
  readonly podNetworkCidr: string;
  readonly hosts: number;
}>({
  code: "POD_NETWORK_FULL",
  blame: "user",
  message: ({ podNetworkCidr, hosts }) =>
    `network.pod_network_cidr ${podNetworkCidr} is too small for ${hosts} hosts`,
  hint: () => "choose a larger network before the first apply: it cannot be changed later",
});

export const roleChanged = defineError<{
  readonly host: string;
  readonly from: string;
  readonly to: string;
}>({
  code: "ROLE_CHANGED",
  blame: "user",
  message: ({ host, from, to }) => `${host} is a ${from} of this cluster and cannot become a ${to}`,
  hint: ({ host }) =>
    `take the host out first (\`pharosctl hosts remove ${host}\`), or give it its old role back`,
});

export const memberNameTaken = defineError<{
  readonly name: string;
  readonly address: string;
  readonly member: string;
}>({
  code: "MEMBER_NAME_TAKEN",
  blame: "environment",
  message: ({ name, address, member }) =>
    `the host at ${address} calls itself ${name}, but ${name} is the member at ${member}`,
  hint: () =>
    "give the new host a name of its own (hostnamectl set-hostname), or correct its address in cluster.yml",
});

export const masterMoved = defineError<{
  readonly host: string;
  readonly from: string;
  readonly to: string;
}>({
  code: "MASTER_MOVED",
  blame: "user",
  message: ({ host, from, to }) =>
    `${host} is the master at ${from} and cannot go on at ${to}: etcd and its certificates go by that address`,
  hint: ({ host, from }) =>
    `give it ${from} back, or, where other masters stay, \`pharosctl hosts remove ${host}\` and apply again`,
});

export const memberCopied = defineError<{
  readonly name: string;
  readonly address: string;
  readonly member: string;
}>({
  code: "MEMBER_COPIED",
  blame: "environment",
  message: ({ name, address, member }) =>
    `two machines are ${name}: the member at ${member} answers, and one at ${address} has the same agent`,
  hint: ({ address }) =>
    `the one at ${address} is a copy: set it up anew under a name of its own, or shut down the one that is to go`,
});

export const membershipChanged = defineError<{
  readonly known: number;
  readonly newest: number;
}>({
  code: "MEMBERSHIP_CHANGED",
  blame: "environment",
  message: ({ known, newest }) =>
    `somebody else has changed who belongs to the cluster meanwhile: its membership is number ${newest}, and this was decided by number ${known}`,
  hint: () => "nothing was changed by this command; run it again: it looks anew",
});

export const noPrivateAddress = defineError<{ readonly host: string; readonly device: string }>({
  code: "NO_PRIVATE_ADDRESS",
  blame: "environment",
  message: ({ host, device }) =>
    device === ""
      ? `${host}: no address can be found that the other hosts could use`
      : `${host}: interface ${device} has no address`,
  hint: () => "set `private_address` (or a right `private_interface`) for the host in cluster.yml",
});

export const memberAddressTaken = defineError<{
  readonly name: string;
  readonly address: string;
  readonly member: string;
}>({
  code: "MEMBER_ADDRESS_TAKEN",
  blame: "environment",
  message: ({ name, address, member }) =>
    `the host at ${address} calls itself ${name}, but that address is the member ${member}`,
  hint: ({ member }) =>
    `give the host its name ${member} back (hostnamectl set-hostname), or take ${member} out first (\`pharosctl hosts remove ${member}\`)`,
});
