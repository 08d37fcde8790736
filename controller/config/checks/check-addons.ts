import { addonRelease, lastTestedMinor, versionedAddons } from "../../addons/addon-versions.ts";
import { currentAcmeServer } from "../../addons/acme-servers.ts";
import { type ConfigTree, isMapping, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** What upstream no longer does is told; two issuers of one name would be one object. */
export const checkAddons: ConfigCheck = (parts) => [
  ...checkRetired(parts),
  ...checkTested(parts),
  ...checkServers(parts),
  ...checkIssuerNames(parts),
];

/** Addons whose projects have ended, with when, and what to look at instead. */
const retired: Readonly<Record<string, { readonly since: string; readonly instead: string }>> = {
  "ingress-nginx": { since: "March 2026", instead: "look at implementations of the Gateway API" },
  "kubernetes-dashboard": { since: "January 2026", instead: "look at Headlamp" },
};

const checkRetired = ({ tree }: ConfigParts): readonly Finding[] =>
  Object.entries(retired).flatMap(([name, { since, instead }]) => {
    const path = ["addons", name];
    if (!isWanted(valueAt(tree, path))) return [];
    const message = `is installed, but its project has ended (${since}): it gets no security updates any more`;
    return [{ path, at: "key" as const, message, hint: instead, severity: "warning" as const }];
  });

/** A release may be older than the version of Kubernetes, where its project has ended or is not there yet. */
const checkTested = ({ tree, kubernetesVersion }: ConfigParts): readonly Finding[] => {
  if (kubernetesVersion === undefined) return [];
  return versionedAddons.flatMap((name) => {
    const path = ["addons", name];
    const addon = valueAt(tree, path);
    const tested = lastTestedMinor(name, kubernetesVersion);
    // Whoever names images has chosen a release.
    if (tested === undefined || !isWanted(addon) || valueAt(addon, ["images"]) !== undefined)
      return [];
    const { version } = addonRelease(name, kubernetesVersion);
    const message = `is installed as ${version}, which its project has tested up to Kubernetes ${tested}`;
    const hint = "try it before you count on it, or name images of another release";
    return [{ path, at: "key" as const, message, hint, severity: "warning" as const }];
  });
};

const isWanted = (value: ConfigTree | undefined): boolean =>
  isMapping(value) && value["enabled"] !== false;

const issuers = ({ tree }: ConfigParts) =>
  isWanted(valueAt(tree, ["addons", "cert-manager"]))
    ? ["addons.cert-manager.issuer", "addons.cert-manager.issuers[]"].flatMap((pattern) =>
        selectValues(tree, pattern),
      )
    : [];

const checkServers = (parts: ConfigParts): readonly Finding[] =>
  issuers(parts).flatMap(({ path, value }) => {
    const server = valueAt(value, ["server"]);
    const current = typeof server === "string" ? currentAcmeServer(server) : undefined;
    if (current === undefined) return [];
    const message = `is a server of ACME 1, which is switched off: ${current} is used`;
    return [
      { path: [...path, "server"], message, hint: "write that one", severity: "warning" as const },
    ];
  });

const checkIssuerNames = (parts: ConfigParts): readonly Finding[] => {
  const taken = new Set<string>();
  return issuers(parts).flatMap(({ path, value }) => {
    const part = (key: string, absent: string): ConfigTree => valueAt(value, [key]) ?? absent;
    const kind = part("kind", "Issuer");
    const namespace = kind === "Issuer" ? part("namespace", "default") : "";
    const name = valueAt(value, ["name"]);
    const id = JSON.stringify([kind, namespace, name]);
    const isTaken = taken.has(id);
    taken.add(id);
    if (name === undefined || !isTaken) return [];
    const message = `${JSON.stringify(name)} is the name of another issuer`;
    return [{ path: [...path, "name"], message, severity: "error" as const }];
  });
};
