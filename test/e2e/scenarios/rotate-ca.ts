import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Keystore } from "../../../controller/keystore/keystore.ts";
import { openKeystore } from "../../../controller/keystore/open-keystore.ts";
import { agentDnsName } from "../../../shared/pki/agent-name.ts";
import type { OperatorCertificate } from "../../../shared/pki/operator-certificate.ts";
import { renderPrivateKey } from "../../../shared/pki/private-key.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { type Cli, type CliResult, openCli, type WatchedCli } from "../cli.ts";
import { readErrorDocument } from "../error-document.ts";
import { Disappointment, expect, expectEqual, expectNone } from "../expectation.ts";
import { type Asking, keepAsking } from "../keep-asking.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { endAt } from "../moment.ts";
import type { Scenario, Stage } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];

/**
 * The cluster's authorities are exchanged: in every phase all agents answer, with a CLI that is killed
 * and a host that is off in the middle, back and forth again. What the old ones issued is worth nothing
 * in the end, and keys of before can put nothing back.
 */
export const rotateCa: Scenario = {
  name: "rotate-ca",
  needs: "formed-1-2",
  turn: 1,
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const former = await copyOf(stage);
    const old = await keysOf(lab, cli);
    const ada = await old.issueOperatorCertificate({ name: "ada", role: "admin" });
    const asking = keepAsking(cli);

    const trust = await rotate(cli, "--until", "trust");
    note(`trust ${trust.tookMs} ms`);
    await expectHosts(cli, asking, { phase: "trust", certificate: "old", trusts: "old,new" });
    note(await killIssuing(cli));
    await asking.twoMore();
    await waitWithoutW2(stage, asking);
    const changed = await rotate(cli, "--until", "switch");
    note(`issue and switch ${changed.tookMs} ms`);
    await expectHosts(cli, asking, { phase: "switch", certificate: "new", trusts: "old,new" });

    // A CLI that has begun as of the new ones is cut off when they are given up again.
    const back = await asking.holdDuring(() => rotate(cli, "--back"));
    note(`back ${back.tookMs} ms`);
    await expectHosts(cli, asking, { certificate: "in use", trusts: "in use" });
    const follower = await cli.watch("logs", "--follow", "--source", "kernel", "-o", "json");
    await asking.twoMore();
    await rotate(cli, "--until", "trust");
    await asking.twoMore();
    await rotate(cli, "--until", "switch");
    await expectHosts(cli, asking, { phase: "switch", certificate: "new", trusts: "old,new" });
    expectEqual("ada in the end of switch", await callAll(lab, await keysOf(lab, cli), ada), [
      "answered",
      "answered",
      "answered",
    ]);
    expect("who followed all the while still does", follower.child.exitCode === null);

    const drop = await rotate(cli);
    note(`drop ${drop.tookMs} ms`);
    await expectHosts(cli, asking, { certificate: "in use", trusts: "in use" });
    note(`${await asking.end()} rounds of questions`);
    await expectOldRefused(lab, { cli, former, ada, follower });

    const again = await cli.must("apply", "--yes");
    expect(`nothing is left to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
    await cli.must("certs renew");
    await waitForNodes(lab, HOSTS);
    expectNone("left on hosts", await findLeftovers(lab));
    await rm(join(former.home, ".."), { recursive: true, force: true });
  },
};

/** The administrator's folder as another machine has it. */
async function copyOf({ lab, cli }: Stage): Promise<Cli> {
  const folder = join(cli.home, "..", "..", "former");
  await rm(folder, { recursive: true, force: true });
  const former = await openCli(lab, cli.dist, folder);
  await cp(cli.home, former.home, { recursive: true });
  await cp(cli.configPath, former.configPath);
  return former;
}

async function keysOf(lab: Lab, cli: Cli): Promise<Keystore> {
  const base = join(cli.home, ".pharos");
  const keystore = await openKeystore(base, lab.name, { now: () => new Date() });
  if (keystore === undefined) throw new Disappointment("the administrator has no keys");
  return keystore;
}

/** As a person does it: again until the lock of a dead one has expired. */
async function patiently(cli: Cli, options: readonly string[]): Promise<CliResult> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const result = await cli.run("certs rotate-ca", "--yes", "-o", "json", ...options);
    if (!result.stdout.includes("LOCK_HELD")) return result;
    await delay(3_000);
  }
  throw new Disappointment("the lock of a dead CLI has not expired");
}

async function rotate(cli: Cli, ...options: readonly string[]): Promise<CliResult> {
  const result = await patiently(cli, options);
  expect(`rotate-ca ${options.join(" ")} works: ${result.stdout}`, result.code === 0);
  return result;
}

const Report = z.object({
  rotation: z.object({ phase: z.string(), back: z.boolean() }).optional(),
  hosts: z.array(
    z.object({ host: z.string(), trusts: z.array(z.string()), certificate: z.string().optional() }),
  ),
});

interface Wanted {
  readonly phase?: string;
  readonly certificate: string;
  readonly trusts: string;
}

/** All hosts have that, and all agents go on to answer with it. */
async function expectHosts(cli: Cli, asking: Asking, wanted: Wanted): Promise<void> {
  const { stdout } = await cli.must("certs rotate-ca", "--status", "-o", "json");
  const { rotation, hosts } = Report.parse(JSON.parse(stdout));
  expectEqual("phase", rotation?.phase, wanted.phase);
  expectEqual(
    `hosts in ${wanted.phase ?? "the end"}`,
    hosts.map(({ host, certificate, trusts }) => [host, certificate, trusts.toSorted().join()]),
    HOSTS.map((host) => [host, wanted.certificate, wanted.trusts.split(",").toSorted().join()]),
  );
  await asking.twoMore();
}

/** The master issues with the new ones already, and workers have certificates of the old ones. */
async function killIssuing(cli: Cli): Promise<string> {
  const rotation = await cli.watch("certs rotate-ca", "--yes", "--until", "switch");
  const what = "m1 issued with the new ones";
  const hasCome = async () => (await rotation.printed()).includes("m1: issues certificates");
  return await endAt(rotation.child, { what, hasCome }, "SIGKILL");
}

/** A host that is off keeps it waiting; the others have got what they can get. */
async function waitWithoutW2({ lab, cli, note }: Stage, asking: Asking): Promise<void> {
  asking.expectAway(["w2"]);
  await lab.powerOff("w2");
  const waiting = await patiently(cli, ["--until", "switch"]);
  expectEqual("exit code without w2", waiting.code, 1);
  expect(`it waits: ${waiting.stdout}`, waiting.stdout.includes('"ROTATION_WAITS"'));
  const failures = readErrorDocument(waiting.stdout).map(({ host }) => host);
  expectEqual("for whom", failures, ["w2"]);
  await lab.powerOn("w2");
  const startMs = performance.now();
  await waitUntil("w2 to answer", 60_000, async () => {
    const { code } = await cli.run("certs status", "-o", "json");
    return code === 0;
  });
  note(`w2 answered ${Math.round(performance.now() - startMs)} ms after it got power`);
  asking.expectAway([]);
}

/** One call to each host with a certificate of before, by who trusts old and new authorities. */
async function callAll(
  lab: Lab,
  { cluster, trust }: Keystore,
  { chain, privateKey }: OperatorCertificate,
): Promise<readonly string[]> {
  const script = join(import.meta.dirname, "..", "call-agent.ts");
  const ask = async ({ name, address }: { readonly name: string; readonly address: string }) => {
    const identityName = agentDnsName(name, cluster.id);
    const material = { ca: trust.rootCertificate, cert: chain, key: renderPrivateKey(privateKey) };
    const input = JSON.stringify({ address, port: 7443, identityName, ...material });
    const { stdout, stderr } = await lab.exec([process.execPath, script], { input });
    return `${stdout}${stderr}`;
  };
  return await Promise.all((await lab.hosts()).map(ask));
}

interface Former {
  readonly cli: Cli;
  readonly former: Cli;
  readonly ada: OperatorCertificate;
  readonly follower: WatchedCli;
}

async function expectOldRefused(lab: Lab, { cli, former, ada, follower }: Former): Promise<void> {
  const refused = HOSTS.map(() => "TLS_REFUSED");
  expectEqual("ada after drop", await callAll(lab, await keysOf(lab, cli), ada), refused);
  const ended = await follower.ended();
  expect(`who followed as of before is ended: ${ended.stdout.slice(-300)}`, ended.code === 1);
  const status = await former.run("certs status", "-o", "json");
  const codes = readErrorDocument(status.stdout).map(({ code }) => code);
  expectEqual(
    "a copy of the keys of before",
    codes,
    HOSTS.map(() => "AGENT_NOT_TRUSTED"),
  );
  // It has SSH to all hosts, and still must not put the old authorities back.
  const apply = await former.run("apply", "--yes", "--output", "json");
  expect(`an apply with them is refused: ${apply.stdout}`, apply.code === 1);
  const why = new Set(readErrorDocument(apply.stdout).map(({ code }) => code));
  expectEqual("and why", [...why], ["TRUST_OUTDATED"]);
}
