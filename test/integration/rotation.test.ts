import { X509Certificate } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAgentIdentity } from "../../agent/state/agent-identity.ts";
import {
  type OpenedCluster,
  openMembers,
  reachedMaster,
} from "../../controller/cluster/open-members.ts";
import type { RotationPhase } from "../../controller/keystore/authorities-state.ts";
import {
  rotateAuthorities,
  type RotationWish,
} from "../../controller/rotation/rotate-authorities.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { trustedSets } from "../../shared/pki/trust-bundle.ts";
import { runCommandLine } from "../support/command-line.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.95.1";
const W1 = "127.0.95.11";
const W2 = "127.0.95.12";
const YML = loopbackYml([M1], [W1, W2]);
const LIMIT_MS = 120_000;
const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n";
const PHASES: readonly RotationPhase[] = ["trust", "issue", "switch"];

let cluster: LoopbackCluster;
let hosts: readonly LoopbackHost[];
let m1: LoopbackHost;
let w2: LoopbackHost;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  m1 = cluster.addHost("m1", M1);
  w2 = cluster.addHost("w2", W2);
  hosts = [m1, cluster.addHost("w1", W1), w2];
  await cluster.apply(YML);
  await mkdir(join(cluster.home, "keys"));
  await writeFile(join(cluster.home, "keys", "apt.asc"), KEY);
  await writeFile(join(cluster.home, "cluster.yml"), YML);
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const open = async (): Promise<OpenedCluster> => {
  const context = {
    home: cluster.home,
    clock: { nowMs: () => Date.now() },
    signal: new AbortController().signal,
  };
  return await openMembers(context, await loadConfigText(YML));
};

const rotate = (wish: Partial<RotationWish>, dial = open): Promise<void> =>
  rotateAuthorities(
    { begins: true, back: false, until: "drop", without: [], ...wish },
    {
      open: dial,
      tell: () => undefined,
      now: () => new Date(),
      signal: new AbortController().signal,
    },
  );

const run = (...argv: readonly string[]) =>
  runCommandLine({ home: cluster.home, cwd: cluster.home, argv });

const folder = (): string => join(cluster.home, ".pharos", "loop");

const rootsOf = async ({ paths }: LoopbackHost): Promise<readonly string[]> => {
  const { trust } = await readAgentIdentity(paths.pki);
  return trustedSets(trust).map(({ rootCertificate }) => rootCertificate);
};

/** The intermediate that a host presents. */
const issuerOf = async ({ paths }: LoopbackHost): Promise<string> => {
  const { certificateChain } = await readAgentIdentity(paths.pki);
  return certificateChain.slice(new X509Certificate(certificateChain).toString().length);
};

const requireReached = (connection: AgentConnection | undefined): AgentConnection => {
  if (connection === undefined) throw new Error("no master answers");
  return connection;
};

/** Every host answers a new connection, masters issue, and there is nothing else to do. */
const expectWell = async (): Promise<void> => {
  const opened = await open();
  try {
    for (const member of opened.members) {
      const { connection } = { connection: undefined, ...member };
      expect(await connection?.host.getHealth({ podNetwork: false })).toMatchObject({
        ready: true,
      });
    }
  } finally {
    opened.close();
  }
  expect((await run("certs", "renew")).code).toBe(0);
};

describe("an exchange of authorities", () => {
  test(
    "goes through all phases while every host answers, and ends with the new ones alone",
    async () => {
      const [before] = await rootsOf(m1);
      for (const until of PHASES) {
        await rotate({ until });
        await expectWell();
        for (const host of hosts) expect(await rootsOf(host)).toHaveLength(2);
        expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
      }
      await rotate({});
      await expectWell();
      for (const host of hosts) {
        const roots = await rootsOf(host);
        expect(roots).toHaveLength(1);
        expect(roots).not.toContain(before);
      }
      expect(await readdir(folder())).not.toContain("root.key");
      expect(await readdir(folder())).toContain("authorities-1");
      expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
      // The next one leaves nothing of this one.
      await rotate({});
      await expectWell();
      expect((await readdir(folder())).filter((name) => name.includes("authorities-"))).toEqual([
        "authorities-3",
      ]);
    },
    LIMIT_MS,
  );

  test(
    "says that it is done, one way and the other",
    async () => {
      const whole = await run("certs", "rotate-ca", "--yes");
      expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining("done: all hosts")]);
      await run("certs", "rotate-ca", "--yes", "--until", "trust");
      const back = await run("certs", "rotate-ca", "--yes", "--back");
      expect([back.code, back.stdout]).toEqual([0, expect.stringContaining("is taken back")]);
      const status = await run("certs", "rotate-ca", "--status");
      expect(status.stdout).toContain("no exchange of authorities is under way");
    },
    LIMIT_MS,
  );

  test.each(PHASES)(
    "is taken back from %s",
    async (until) => {
      const before = await Promise.all(hosts.map(issuerOf));
      await rotate({ until });
      await rotate({ begins: false, back: true });
      await expectWell();
      expect(await Promise.all(hosts.map(issuerOf))).toEqual(before);
      for (const host of hosts) expect(await rootsOf(host)).toHaveLength(1);
      expect(await readdir(folder())).not.toContain("authorities-1");
      expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
      await rotate({});
      await expectWell();
    },
    LIMIT_MS,
  );
});

type Certificates = AgentConnection["certificates"];

/** After so many calls nothing of this CLI reaches a host any more. */
const dyingAfter = (last: number) => {
  let calls = 0;
  const mortal =
    <Request, Response>(call: (request: Request) => Promise<Response>) =>
    async (request: Request): Promise<Response> => {
      calls += 1;
      return calls > last ? await Promise.reject(new Error("the CLI is dead")) : call(request);
    };
  return async (): Promise<OpenedCluster> => {
    const opened = await open();
    const members = opened.members.map((member) => {
      if (!("connection" in member)) return member;
      const { certificates } = member.connection;
      const changed: Certificates = {
        ...certificates,
        putTrust: mortal(certificates.putTrust),
        putIssuer: mortal(certificates.putIssuer),
        renewOwn: mortal(certificates.renewOwn),
      };
      return { ...member, connection: { ...member.connection, certificates: changed } };
    });
    return { ...opened, members };
  };
};

describe("an exchange whose CLI dies", () => {
  // Three hosts are told, a master issues, three get certificates, three are told.
  test.each([0, 1, 3, 4, 5, 7, 8])(
    "after %i calls leaves a cluster that works, and the next one goes on",
    async (calls) => {
      await expect(rotate({}, dyingAfter(calls))).rejects.toMatchObject({ code: "ROTATION_WAITS" });
      await expectWell();
      await rotate({ begins: false });
      await expectWell();
      for (const host of hosts) expect(await rootsOf(host)).toHaveLength(1);
    },
    LIMIT_MS,
  );

  test.each([1, 4, 6])(
    "after %i calls can be taken back, by one that dies as well",
    async (calls) => {
      const before = await Promise.all(hosts.map(issuerOf));
      await expect(rotate({}, dyingAfter(calls))).rejects.toMatchObject({ code: "ROTATION_WAITS" });
      const second = rotate({ back: true, begins: false }, dyingAfter(1));
      await expect(second).rejects.toMatchObject({ code: "ROTATION_WAITS" });
      await expectWell();
      await rotate({ back: true, begins: false });
      await expectWell();
      expect(await Promise.all(hosts.map(issuerOf))).toEqual(before);
    },
    LIMIT_MS,
  );
});

describe("a host that is away", () => {
  test(
    "keeps it waiting, is told when it is back, and is no reason not to go back",
    async () => {
      await w2.stop();
      const waiting = await run("certs", "rotate-ca", "--yes", "-o", "json");
      expect(waiting.code).toBe(1);
      expect(JSON.parse(waiting.stdout)).toMatchObject({
        error: { code: "ROTATION_WAITS", fields: { phase: "trust", hosts: "w2" } },
      });
      await w2.start();
      await expectWell();
      // An apply tells it as well.
      expect((await cluster.apply(YML)).isNothingToDo).toBe(false);
      expect(await rootsOf(w2)).toHaveLength(2);
      await rotate({ until: "issue", begins: false });
      await w2.stop();
      await expect(rotate({ back: true, begins: false })).rejects.toMatchObject({
        code: "ROTATION_WAITS",
      });
      await w2.start();
      await rotate({ back: true, begins: false });
      await expectWell();
    },
    LIMIT_MS,
  );

  test(
    "that is left behind is enrolled over SSH by the next apply, and the exchange ends",
    async () => {
      await w2.stop();
      await expect(rotate({ without: ["w2"] })).rejects.toMatchObject({
        code: "ROTATION_WAITS",
        fields: { phase: "drop", hosts: "w2" },
      });
      await w2.start();
      const status = await run("certs", "status", "-o", "json");
      expect(status.stdout).toContain('"host":"w2","code":"AGENT_NOT_TRUSTED"');
      const back = await run("certs", "rotate-ca", "--back", "--yes", "-o", "json");
      expect(JSON.parse(back.stdout)).toMatchObject({ error: { code: "ROTATION_IRREVERSIBLE" } });
      expect((await cluster.apply(YML)).failures).toEqual([]);
      await rotate({ begins: false });
      await expectWell();
      expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
    },
    LIMIT_MS,
  );

  test(
    "since before the end has what it needs, and is told by an apply",
    async () => {
      await rotate({ until: "switch" });
      await w2.stop();
      await expect(rotate({ begins: false })).rejects.toMatchObject({ code: "ROTATION_WAITS" });
      await w2.start();
      await rotate({ begins: false });
      await expectWell();
      for (const host of hosts) expect(await rootsOf(host)).toHaveLength(1);
    },
    LIMIT_MS,
  );
});

describe("what the old authorities have issued", () => {
  test(
    "ends with them: calls and streams that are open, guests, and a copy of the keys",
    async () => {
      const former = join(cluster.home, "former");
      await cp(join(cluster.home, ".pharos"), join(former, ".pharos"), { recursive: true });
      const grant = ["access", "grant", "ada", "--role", "operator", "--file", "ada.access"];
      expect(await run(...grant)).toMatchObject({ code: 0 });
      const guest = join(cluster.home, "guest");
      const asGuest = (...argv: readonly string[]) =>
        runCommandLine({ home: guest, cwd: cluster.home, argv });
      expect((await asGuest("access", "import", "ada.access")).code).toBe(0);
      const opened = await open();
      const connection = requireReached(reachedMaster(opened));
      const request = { withinMs: undefined, fromMs: undefined, limit: 0, follow: true };
      const heard: unknown[] = [];
      const follow = async (): Promise<void> => {
        for await (const { record } of connection.events.watchEvents(request)) heard.push(record);
      };
      const code = "PEER_IDENTITY_REFUSED";
      const ended = expect(follow()).rejects.toMatchObject({ code });
      await rotate({ until: "switch" });
      expect(await connection.host.getHealth({ podNetwork: false })).toMatchObject({ ready: true });
      await rotate({ begins: false });
      await ended;
      await expect(connection.host.getHealth({ podNetwork: false })).rejects.toMatchObject({
        code,
      });
      opened.close();
      expect((await asGuest("facts", "-o", "json")).stdout).toContain("AGENT_NOT_TRUSTED");
      expect((await run("access", "list")).stdout).toMatch(/ada .* ended/);
      const stale = await runCommandLine({
        home: former,
        cwd: cluster.home,
        argv: ["certs", "status", "-o", "json"],
      });
      expect(stale.stdout).toContain("AGENT_NOT_TRUSTED");
    },
    LIMIT_MS,
  );

  test(
    "is not put back by an apply with a copy of the old keys, over SSH",
    async () => {
      const kept = join(cluster.home, "kept");
      await cp(folder(), kept, { recursive: true });
      await rotate({});
      await rm(folder(), { recursive: true });
      await rename(kept, folder());
      const { failures } = await cluster.apply(YML);
      expect(new Set(failures.map(({ error }) => error.code))).toEqual(new Set(["TRUST_OUTDATED"]));
      for (const host of hosts) expect(await rootsOf(host)).toHaveLength(1);
    },
    LIMIT_MS,
  );
});

test(
  "the command says what it does, where it is, and asks once more before the last phase",
  async () => {
    const begun = await run("certs", "rotate-ca", "--yes", "--until", "issue");
    expect(begun.code).toBe(0);
    expect(begun.stdout).toContain("m1: issues certificates with them\n");
    expect(begun.stdout).toContain("w2: has a certificate of them\n");
    expect(begun.stdout).toMatch(/w1 +old, new +new +-/);
    expect((await run("status")).stdout).toContain("at `issue`");
    expect((await run("certs", "status")).stderr).toContain("is under way, at `issue`");
    const unasked = await run("certs", "rotate-ca", "-o", "json");
    expect(JSON.parse(unasked.stdout)).toMatchObject({
      error: { code: "CONFIRMATION_IMPOSSIBLE" },
    });
    const report = await run("certs", "rotate-ca", "--status", "-o", "json");
    expect(JSON.parse(report.stdout)).toMatchObject({
      rotation: { phase: "switch", back: false },
      hosts: [
        { host: "m1", trusts: ["old", "new"], certificate: "new", issues: "new" },
        { host: "w1", certificate: "new" },
        { host: "w2", certificate: "new" },
      ],
    });
    // An earlier end than where it is takes nothing further.
    expect((await run("certs", "rotate-ca", "--yes", "--until", "trust")).code).toBe(0);
    expect((await run("status")).stdout).toContain("at `switch`");
    const ended = await run("certs", "rotate-ca", "--yes", "-o", "json");
    expect(JSON.parse(ended.stdout)).toMatchObject({
      number: 2,
      hosts: [{ certificate: "in use" }, { trusts: ["in use"] }, { host: "w2" }],
    });
    const none = await run("certs", "rotate-ca", "--back", "--yes", "-o", "json");
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: "ROTATION_NOT_BEGUN" } });
  },
  LIMIT_MS,
);

test(
  "keys that were written before anything said so are nobody's, and go with the next exchange",
  async () => {
    await mkdir(join(folder(), "authorities-1"));
    await mkdir(join(folder(), ".authorities-abc"));
    await rotate({});
    await expectWell();
    const left = (await readdir(folder())).filter((name) => name.includes("authorities-"));
    expect(left).toEqual(["authorities-1"]);
    expect(await readFile(join(folder(), "authorities-1", "root.crt"), "utf8")).toContain("BEGIN");
  },
  LIMIT_MS,
);
