import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { kubectl } from "./kubectl.ts";
import { runByHand } from "./maintained-host.ts";

const MASTER = "m1";
const MANIFEST = "/etc/kubernetes/manifests/kube-apiserver.yaml";
const ASIDE = "/root/kube-apiserver.yaml";
/** Kubelets look at their manifests every 20 seconds, and the server takes as long to start. */
const BACK_MS = 180_000;

/**
 * Takes away the API server of the only master. At once it accepts connections and answers nothing; within
 * a minute its kubelet has ended it, and its port is closed. Answers how to bring it back.
 */
export async function stopApi(lab: Lab): Promise<() => Promise<void>> {
  await runByHand(lab, MASTER, `kill -STOP $(pidof kube-apiserver) && mv ${MANIFEST} ${ASIDE}`);
  return async () => {
    await runByHand(lab, MASTER, `mv ${ASIDE} ${MANIFEST}`);
    await waitUntil("the API server to answer", BACK_MS, async () =>
      kubectl(lab, ["get", "--raw", "/readyz"]).then(
        () => true,
        () => false,
      ),
    );
  };
}
