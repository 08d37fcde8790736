import { describe, expect, test } from "vitest";
import {
  configWith,
  issuesOfText,
  loadConfigText,
} from "../../../test/support/load-config-text.ts";
import { renderStoredConfiguration } from "../stored-configuration.ts";

const withStore = (lines: readonly string[]): string =>
  configWith(
    ["maintenance:", "  etcd_snapshots:", "    s3:", ...lines.map((line) => `      ${line}`)].join(
      "\n",
    ),
  );

const BUCKET = "bucket: snapshots";
const ID = "access_key_id: AKIDEXAMPLE";
const KEY = "secret_access_key: ${S3_KEY}";

describe("a store", () => {
  test("needs a bucket and a key, and has defaults for the rest", async () => {
    const { config, warnings } = await loadConfigText(withStore([BUCKET, ID, KEY]), {
      S3_KEY: "planted",
    });
    expect(config.maintenance.etcd_snapshots?.s3).toEqual({
      region: "us-east-1",
      bucket: "snapshots",
      prefix: "",
      access_key_id: "AKIDEXAMPLE",
      secret_access_key: "planted",
      keep: 30,
    });
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("not encrypted"),
    ]);
  });

  test("is kept in the cluster without what opens it", async () => {
    const lines = [BUCKET, ID, KEY, "passphrase: planted passphrase", "ca: ./ca.pem"].slice(0, 4);
    const { config } = await loadConfigText(withStore(lines), { S3_KEY: "planted" });
    const stored = renderStoredConfiguration(config);
    expect(stored).toContain("bucket: snapshots");
    for (const text of ["planted", "AKIDEXAMPLE", "passphrase"]) expect(stored).not.toContain(text);
  });

  test.each([
    [[ID, KEY], "maintenance.etcd_snapshots.s3.bucket"],
    [[BUCKET, ID], "s3.secret_access_key is missing"],
    [[BUCKET, ID, KEY, "secret_access_key_file: password"], "stands beside secret_access_key"],
    [[BUCKET, ID, "secret_access_key_file: missing"], "does not exist"],
    [[BUCKET, ID, "secret_access_key_file: empty"], "is empty"],
    [[BUCKET, ID, KEY, "passphrase: short"], "holds fewer than 12 characters"],
    [[BUCKET, ID, KEY, "passphrase_file: password"], "holds fewer than 12 characters"],
    [[BUCKET, ID, KEY, "endpoint: http://minio.example.com"], "endpoint is not encrypted"],
    [[BUCKET, ID, KEY, "endpoint: https://a:b@minio.example.com"], "holds a user or password"],
    [[BUCKET, ID, KEY, "endpoint: https://minio.example.com/x"], "holds more than a server"],
    [["bucket: Snap_shots", ID, KEY], '"Snap_shots" is not a bucket'],
    [["bucket: my.snapshots", ID, KEY], "has dots"],
    [[BUCKET, ID, KEY, "prefix: ../other"], "is not a prefix"],
    [[BUCKET, ID, KEY, "keep: 0"], "keep"],
    [[BUCKET, ID, KEY, "keep_for: 10m"], "is shorter than 1h"],
    [[BUCKET, ID, KEY, "path_stile: true"], "path_style"],
    [[BUCKET, ID, KEY, "ca: password"], "is no PEM certificate"],
  ])("%s is refused", async (lines, message) => {
    const text = withStore(lines).replace("${S3_KEY}", "planted");
    const issues = await issuesOfText(text);
    expect(issues).toContainEqual(expect.stringContaining(message));
    expect(issues.join("\n")).not.toContain("planted");
  });
});
