import { expect, test } from "vitest";
import { configWith, loadConfigText } from "../../test/support/load-config-text.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { proxyEnvironment } from "./proxy-environment.ts";

const environmentOf = async (environment: Readonly<Record<string, string>>) => {
  const { config } = await loadConfigText(configWith("api: {endpoint: api.example.com}"));
  return proxyEnvironment({ config, membership: fullMembership(), environment });
};

const ours =
  "localhost,127.0.0.1,::1,10.96.0.0/12,10.32.0.0/12,.svc,.cluster.local,10.0.0.1,192.0.2.1,api.example.com";

test("a host without a proxy has the variables that were written", async () => {
  const written = { EDITOR: "vi", NO_PROXY: "a" };
  expect(await environmentOf(written)).toEqual(written);
});

test("a proxy is there in both spellings, and nothing of the cluster goes through it", async () => {
  expect(await environmentOf({ HTTPS_PROXY: "http://p:3128" })).toEqual({
    HTTPS_PROXY: "http://p:3128",
    https_proxy: "http://p:3128",
    NO_PROXY: ours,
    no_proxy: ours,
  });
});

test("exceptions of one's own stay, first, in whatever spelling", async () => {
  const { NO_PROXY, no_proxy } = await environmentOf({
    http_proxy: "http://p",
    NO_PROXY: "a.example, 10.0.0.1",
    no_proxy: "b.example",
  });
  const rest = ours.replace("10.0.0.1,", "");
  expect(NO_PROXY).toBe(`a.example,10.0.0.1,b.example,${rest}`);
  expect(no_proxy).toBe(NO_PROXY);
});

test("two spellings that differ are left as they are", async () => {
  expect(await environmentOf({ HTTP_PROXY: "http://a", http_proxy: "http://b" })).toMatchObject({
    HTTP_PROXY: "http://a",
    http_proxy: "http://b",
  });
});
