import { KUBELET_FOLDER, type NodeSpec } from "../../../shared/spec/node-spec.ts";

/** A kubelet with a flag that names a file of ours. */
export const withCloudFile = (kubernetes: NodeSpec["kubernetes"], number: number) => {
  const path = `${KUBELET_FOLDER}/cloud-${number}.conf`;
  const content = { kind: "text" as const, text: `[Global]\n# ${number}\n` };
  const extraArgs = { ...kubernetes.kubelet.extraArgs, "cloud-config": path };
  return {
    ...kubernetes,
    kubelet: { ...kubernetes.kubelet, extraArgs, files: [{ path, content }] },
  };
};
