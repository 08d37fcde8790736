import { admissionPlugins, isPluginOf } from "../../../shared/versions/admission-plugins.ts";
import { selectValues, valueAt } from "../config-tree.ts";
import { nearestKey } from "../nearest-key.ts";
import type { ConfigCheck, Finding } from "./config-parts.ts";

/** An API server that is told of a plugin that it does not have does not start. */
export const checkAdmission: ConfigCheck = ({ tree, kubernetesVersion }) =>
  kubernetesVersion === undefined
    ? []
    : selectValues(tree, "admission_plugins[]").flatMap(({ path, value }) => {
        const name = valueAt(value, ["name"]);
        if (typeof name !== "string") return [];
        const isOn = valueAt(value, ["enabled"]) !== false;
        const flaw = findFlaw(name, isOn, kubernetesVersion);
        return flaw === undefined ? [] : [{ ...flaw, path: [...path, "name"] }];
      });

const findFlaw = (
  name: string,
  isOn: boolean,
  version: string,
): Omit<Finding, "path"> | undefined => {
  const plugin = admissionPlugins.find((candidate) => candidate.name === name);
  if (plugin === undefined) return findUnknown(name, version);
  if (!isPluginOf(plugin, version)) {
    const hint = plugin.instead === undefined ? "remove it" : `instead: ${plugin.instead}`;
    return { severity: "error", message: `is no admission plugin of Kubernetes ${version}`, hint };
  }
  if (isOn && plugin.wantsConfiguration === true) {
    const message = `${name} needs a configuration of its own, which this version cannot give it`;
    return { severity: "error", message };
  }
  if (name === "NodeRestriction" && !isOn) {
    const message = "keeps kubelets from changing each other's nodes, and stays on";
    return { severity: "error", message };
  }
  return undefined;
};

/** Newer patch releases may have more than the table knows. */
const findUnknown = (name: string, version: string): Omit<Finding, "path"> => {
  const names = admissionPlugins.filter((one) => isPluginOf(one, version)).map((one) => one.name);
  const near = nearestKey(name, names);
  return near === undefined
    ? {
        severity: "warning",
        message: `${name} is not known here: an API server that does not know it either does not start`,
      }
    : {
        severity: "error",
        message: `${name} is no admission plugin`,
        hint: `did you mean ${near}?`,
      };
};
