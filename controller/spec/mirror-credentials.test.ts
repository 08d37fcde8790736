import { expect, test } from "vitest";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { mirrorCredentials, sealMirrorCredentials } from "./mirror-credentials.ts";

const seal = async (mirrors: string) => {
  const yml = `hosts: [{address: a, role: master}]\nnetwork: {provider: bridge}\nimage_mirror: ${mirrors}`;
  const { config, contents } = await loadConfigText(yml);
  return sealMirrorCredentials({ config, contents, hashSecret: (value) => `of ${value}` });
};

const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("a password from the file or of its own becomes what HTTP sends", async () => {
  const sealed = await seal(
    "{quay.io: {endpoint: https://m, credentials: {username: u, password: p:w}}, _default: {endpoint: https://n, credentials: {username: v, password_file: password}}}",
  );
  expect(sealed.map(({ value }) => value)).toEqual([base64("u:p:w"), base64("v:s3cret")]);
});

test("specs name it by the registry, with a hash of it", async () => {
  const sealed = await seal(
    '{"10.0.0.1:5000": {endpoint: http://10.0.0.1:5000, credentials: {username: u, password: p}}, quay.io: https://m}',
  );
  const found = mirrorCredentials(sealed, "10.0.0.1:5000");
  expect(found).toEqual({
    name: expect.stringMatching(/^image-mirror-[0-9a-f]{16}$/),
    hash: `of ${base64("u:p")}`,
  });
  expect(mirrorCredentials(sealed, "quay.io")).toBeUndefined();
});
