import * as z from "zod";
import type { KubernetesComponent } from "../../../shared/versions/flag-changes.ts";
import { type RuleBreach, textWith } from "./rule.ts";

/** Flags that follow from other keys; a second opinion about them would break the cluster. */
const ownFlags: Readonly<Record<KubernetesComponent, readonly string[]>> = {
  kubelet: [
    "config",
    "kubeconfig",
    "bootstrap-kubeconfig",
    "cert-dir",
    "container-runtime-endpoint",
    "hostname-override",
    "node-ip",
    "root-dir",
  ],
  "kube-apiserver": [
    "advertise-address",
    "client-ca-file",
    "etcd-servers",
    "etcd-cafile",
    "etcd-certfile",
    "etcd-keyfile",
    "secure-port",
    "service-cluster-ip-range",
    "service-account-key-file",
    "service-account-signing-key-file",
    "tls-cert-file",
    "tls-private-key-file",
  ],
  "kube-controller-manager": [
    "cluster-cidr",
    "kubeconfig",
    "service-cluster-ip-range",
    "root-ca-file",
  ],
  "kube-scheduler": ["kubeconfig"],
  "kube-proxy": [],
};

const flagBreach = (component: KubernetesComponent, flag: string): RuleBreach | undefined => {
  if (flag.startsWith("-"))
    return { message: "begins with a dash", hint: `write ${flag.replace(/^-+/, "")}` };
  if (!/^[a-z][a-z0-9.-]*$/.test(flag)) return { message: `"${flag}" is not the name of a flag` };
  if (!ownFlags[component].includes(flag)) return undefined;
  return {
    message: `--${flag} is set by pharosctl`,
    hint: "it follows from other keys; remove it",
  };
};

/** Flags for one component as a mapping without dashes, or as the list `["--name=value"]`. */
export const extraArguments = (component: KubernetesComponent) => {
  const name = textWith((flag) => flagBreach(component, flag));
  const item = textWith((text) => {
    const [, flag] = /^--([^=]+)(?:=.*)?$/s.exec(text) ?? [];
    return flag === undefined
      ? { message: `"${text}" is not of the form --name=value` }
      : flagBreach(component, flag);
  });
  return z
    .union([z.record(name, z.string()), z.array(item)])
    .transform((written) =>
      Array.isArray(written) ? Object.fromEntries(written.map(splitFlag)) : written,
    )
    .prefault({})
    .describe(`Flags for ${component}: a mapping without dashes, or a list of \`--name=value\`.`);
};

const splitFlag = (text: string): readonly [string, string] => {
  const [, flag = "", value = "true"] = /^--([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  return [flag, value];
};
