import type { HostReader } from "../host/host.ts";
import { objectOrAbsent } from "../kubernetes/kubernetes-answer.ts";
import { textAt } from "../../shared/spec/json-path.ts";

export interface DeprecatedApi {
  /** `policy/v1beta1`; the core group has no slash. */
  readonly groupVersion: string;
  readonly resource: string;
  /** `1.25`. */
  readonly removedIn: string;
}

/** As this master's API server counts them since it started. Throws `KUBERNETES_UNREACHABLE`. */
export const readDeprecatedApis = async (
  host: Pick<HostReader, "kubernetes">,
): Promise<readonly DeprecatedApi[]> => {
  const answer = await host.kubernetes.get("local", "/metrics");
  return parseDeprecatedApis(textAt(objectOrAbsent(answer, "metrics"), "text") ?? "");
};

const METRIC = /^apiserver_requested_deprecated_apis\{([^}]*)\} [1-9]/gm;

/** From Prometheus' text form. */
export const parseDeprecatedApis = (text: string): readonly DeprecatedApi[] => {
  const apis = [...text.matchAll(METRIC)].flatMap(([, words = ""]) => {
    const label = (name: string): string =>
      new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(words)?.[1] ?? "";
    const group = label("group");
    const removedIn = label("removed_release");
    if (removedIn === "") return [];
    const groupVersion = group === "" ? label("version") : `${group}/${label("version")}`;
    return [{ groupVersion, resource: label("resource"), removedIn }];
  });
  const names = apis.map(({ groupVersion, resource }) => `${groupVersion} ${resource}`);
  return apis.filter((_, at) => names.indexOf(names[at] ?? "") === at);
};
