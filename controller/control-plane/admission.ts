import type { PartOf } from "./control-plane-part.ts";

/** kubeadm's own choice, which a list of ours would else replace. */
const KUBEADM_PLUGIN = "NodeRestriction";

/** Admission plugins beyond the API server's defaults, and without some of them. */
export const admission: PartOf = ({ config }) => {
  const plugins = config.admission_plugins ?? [];
  const names = (enabled: boolean) =>
    plugins.filter((plugin) => plugin.enabled === enabled).map(({ name }) => name);
  const on = names(true).filter((name) => name !== KUBEADM_PLUGIN);
  const off = names(false);
  return {
    apiServer: {
      ...(on.length === 0
        ? {}
        : { "enable-admission-plugins": [KUBEADM_PLUGIN, ...new Set(on)].join(",") }),
      ...(off.length === 0 ? {} : { "disable-admission-plugins": [...new Set(off)].join(",") }),
    },
  };
};
