import { kubernetesRefused, kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";

/** The object of an answer, or `undefined` where there is none; anything else is an error that names `what`. */
export const objectOrAbsent = (
  answer: KubernetesAnswer,
  what: string,
): KubernetesObject | undefined => {
  switch (answer.kind) {
    case "ok":
      return answer.object;
    case "not-found":
      return undefined;
    case "refused":
      throw kubernetesRefused({ what, status: answer.status, reason: answer.message });
    case "unreachable":
      throw kubernetesUnreachable({ what, reason: answer.reason });
  }
};

/** For writes, and for reads of what must be there. */
export const requireObject = (answer: KubernetesAnswer, what: string): KubernetesObject => {
  const object = objectOrAbsent(answer, what);
  if (object === undefined) throw kubernetesRefused({ what, status: 404, reason: "not found" });
  return object;
};

/** Why an answer tells nothing of the object; `undefined`: it does. */
export const silenceOf = (answer: KubernetesAnswer): string | undefined => {
  switch (answer.kind) {
    case "ok":
    case "not-found":
      return undefined;
    case "refused":
      return `${answer.status} ${answer.message}`;
    case "unreachable":
      return answer.reason;
  }
};
