import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SECRETS } from "../../agent/kubernetes/object-secrets.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const [M1, W1] = ["127.0.79.1", "127.0.79.11"] as const;
const YML = `${loopbackYml([M1], [W1])}cloud: {provider: aws, config: password}\n`;
const FOLDER = "/etc/pharos/kubelet";
/** Content of the file that cluster.yml names. */
const CONTENT = "s3cret";

let cluster: LoopbackCluster;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const placed = ({ fake: { machine } }: LoopbackHost) => {
  const [name = "", ...more] = machine.files.names(FOLDER) ?? [];
  return { path: `${FOLDER}/${name}`, more, entry: machine.files.entry(`${FOLDER}/${name}`) };
};

/** All that is kept of runs on the administrator's machine and on hosts, but for what is meant to be secret. */
const readKept = async (folder: string): Promise<string> => {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.includes("secrets"));
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1"));
  return (await Promise.all(texts)).join("\n");
};

/** A fake machine's files are its own: what the agent was given comes among them as it comes. */
const letRead = ({ paths, fake: { machine } }: LoopbackHost): void => {
  for (const name of readdirSync(paths.secrets))
    machine.files.seed(`${SECRETS}/${name}`, readFileSync(join(paths.secrets, name), "utf8"));
};

test("kubelets with a built-in provider get its file before they join, for root alone", async () => {
  const hosts = [cluster.addHost("m1", M1), cluster.addHost("w1", W1)];
  const { failures, planned, journalled } = await cluster.apply(YML, {
    watch: (happening) => {
      if (!("type" in happening) || happening.type !== "phase-done") return;
      for (const host of hosts)
        if (happening.host === host.name && happening.phase.startsWith("hand out")) letRead(host);
    },
  });
  expect(failures).toEqual([]);
  for (const host of hosts) {
    const { path, more, entry } = placed(host);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      kind: "file",
      text: expect.stringContaining(CONTENT),
      mode: 0o600,
    });
    const flags = host.fake.machine.files.follow("/var/lib/kubelet/kubeadm-flags.env")?.text;
    expect(flags).toContain(`--cloud-config=${path}`);
    expect(flags).toContain("--cloud-provider=aws");
  }
  expect(JSON.stringify([planned, journalled])).not.toContain(CONTENT);
  expect(await readKept(cluster.home)).not.toContain(CONTENT);
  expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
});
