import { describe, expect, test } from "vitest";
import {
  configWith,
  issuesOfText,
  loadConfigText,
} from "../../../test/support/load-config-text.ts";
import { renderIssue } from "../config-issue.ts";

const warningsOf = async (lines: string): Promise<readonly string[]> => {
  const { file, warnings } = await loadConfigText(configWith(lines));
  return warnings.map((warning) => renderIssue(file, warning));
};

const issuer = (name: string, rest = "") =>
  `{name: ${name}, server: "https://a.example/", email: a@b.c${rest}}`;

describe("addons", () => {
  test("whose projects have ended are installed with a warning", async () => {
    const lines =
      "kubernetes: {version: 1.36.2}\naddons: {ingress-nginx: {}, kubernetes-dashboard: {}}";
    expect((await warningsOf(lines)).filter((line) => line.includes("ended"))).toEqual([
      "c:6:10 addons.ingress-nginx is installed, but its project has ended (March 2026): it gets no security updates any more (look at implementations of the Gateway API)",
      "c:6:29 addons.kubernetes-dashboard is installed, but its project has ended (January 2026): it gets no security updates any more (look at Headlamp)",
    ]);
    expect(await warningsOf("addons: {ingress-nginx: {enabled: false}}")).toEqual([]);
  });

  test("that Kubernetes is ahead of are told, unless images were chosen", async () => {
    const told = async (version: string, addons: string) =>
      (await warningsOf(`kubernetes: {version: ${version}}\naddons: ${addons}`)).filter((line) =>
        line.includes("tested"),
      );
    expect(
      await told("1.36.2", "{ingress-nginx: {}, cert-manager: {}, metrics-server: {}}"),
    ).toEqual([
      "c:6:10 addons.ingress-nginx is installed as v1.15.1, which its project has tested up to Kubernetes 1.35 (try it before you count on it, or name images of another release)",
    ]);
    expect(await told("1.35.0", "{ingress-nginx: {}}")).toEqual([]);
    expect(await told("1.36.2", '{ingress-nginx: {images: {controller: "r/c:1"}}}')).toEqual([]);
  });

  test("of the agents say nothing", async () => {
    expect(await warningsOf("addons: {host-upgrades: {}, kured: {}}")).toEqual([]);
  });

  test("with an ACME server that is gone get its successor", async () => {
    const server = "https://acme-staging.api.letsencrypt.org/directory";
    expect(
      await warningsOf(
        `addons: {cert-manager: {issuer: {name: a, server: "${server}", email: a@b.c}}}`,
      ),
    ).toEqual([
      expect.stringContaining(
        "addons.cert-manager.issuer.server is a server of ACME 1, which is switched off: https://acme-staging-v02.api.letsencrypt.org/directory is used",
      ),
    ]);
  });

  test("that nobody knows, or options of them, are named with the nearest", async () => {
    expect(await issuesOfText(configWith("addons: {ingres-nginx: {}}"))).toEqual([
      "c:5:10 addons.ingres-nginx is not a known key (did you mean ingress-nginx?)",
    ]);
    expect(await issuesOfText(configWith("addons: {ingress-nginx: {node_selectr: {}}}"))).toEqual([
      "c:5:26 addons.ingress-nginx.node_selectr is not a known key (did you mean node_selector?)",
    ]);
  });

  test("have no two issuers of one name in one place", async () => {
    const list = `[${issuer("a")}, ${issuer("a", ", kind: ClusterIssuer")}, ${issuer("a", ", namespace: web")}, ${issuer("a")}]`;
    expect(await issuesOfText(configWith(`addons: {cert-manager: {issuers: ${list}}}`))).toEqual([
      expect.stringContaining(
        'addons.cert-manager.issuers[3].name "a" is the name of another issuer',
      ),
    ]);
  });
});
