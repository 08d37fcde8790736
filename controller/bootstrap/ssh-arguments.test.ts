import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  pinnedName,
  quoteWord,
  type SshSettings,
  sshArguments,
  tunnelArguments,
} from "./ssh-arguments.ts";
import type { SshTarget } from "./ssh-target.ts";

const settings: SshSettings = {
  knownHostsFiles: ["/home/ada/.ssh/known_hosts", "/home/ada/my clusters/known_hosts"],
  controlFolder: "/tmp/pharos ssh",
  connectTimeoutSeconds: 5,
};
const target: SshTarget = { name: "w1", address: "192.0.2.11", user: "ubuntu" };

/** How OpenSSH itself understands the arguments: its options, one value each, lower case. */
const understood = (host: SshTarget, given: SshSettings = settings, file = "none") => {
  const printed = execFileSync("ssh", ["-F", file, "-G", ...sshArguments(host, given)], {
    encoding: "utf8",
  });
  const lines = printed.split("\n").map((line) => [line.split(" ")[0] ?? "", line] as const);
  return (key: string) => lines.find(([name]) => name === key)?.[1].slice(key.length + 1);
};

describe("OpenSSH understands", () => {
  test("user, address and port", () => {
    const option = understood({ ...target, port: 2222 });
    expect([option("user"), option("hostname"), option("port")]).toEqual([
      "ubuntu",
      "192.0.2.11",
      "2222",
    ]);
  });

  test("an IPv6 address", () => {
    expect(understood({ ...target, address: "fd00::11" })("hostname")).toBe("fd00::11");
  });

  test("an address that looks like an option as an address", () => {
    expect(sshArguments({ ...target, address: "-oProxyCommand=x" }, settings).slice(-2)).toEqual([
      "--",
      "-oProxyCommand=x",
    ]);
  });

  test("files with spaces, and nothing that asks or trusts", () => {
    const option = understood(target);
    expect(option("userknownhostsfile")).toBe(
      "/home/ada/.ssh/known_hosts /home/ada/my clusters/known_hosts",
    );
    expect(option("controlpath")).toMatch(/^\/tmp\/pharos ssh\/[0-9a-f]{40}$/);
    expect(option("stricthostkeychecking")).toBe("true");
    expect(option("batchmode")).toBe("yes");
    expect(option("forwardagent")).toBe("no");
  });

  test("a key of one's own as the only one", () => {
    // One that is not there would be left out with a warning.
    const keyPath = import.meta.filename;
    const option = understood({ ...target, keyPath });
    expect(option("identityfile")).toBe(keyPath);
    expect(option("identitiesonly")).toBe("yes");
  });

  test("a proxy command as it was written", () => {
    const option = understood({ ...target, proxyCommand: "nc -X 5 %h %p" });
    expect(option("proxycommand")).toBe("nc -X 5 %h %p");
  });

  test("no shared connection without a folder for it", () => {
    const { controlFolder, ...rest } = settings;
    expect(controlFolder).toBeDefined();
    expect(understood(target, rest)("controlpath")).toBeUndefined();
  });
});

describe("a person's ssh_config", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pharosctl-ssh-"));
    const lines = [
      "Host rack-1",
      "  HostName 192.0.2.77",
      "  Port 2022",
      "  User somebody",
      `  IdentityFile ${import.meta.filename}`,
      "  ProxyJump gate.test:2200",
      "  StrictHostKeyChecking no",
      "  UserKnownHostsFile /dev/null",
      "  ForwardAgent yes",
      "  BatchMode no",
    ];
    await writeFile(join(folder, "config"), `${lines.join("\n")}\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const withConfig = (host: Partial<SshTarget>) =>
    understood({ ...target, address: "rack-1", ...host }, settings, join(folder, "config"));

  test("says what cluster.yml does not say", () => {
    const option = withConfig({});
    expect([option("hostname"), option("port")]).toEqual(["192.0.2.77", "2022"]);
    expect(option("identityfile")).toBe(import.meta.filename);
    expect(option("proxyjump")).toBe("gate.test:2200");
  });

  test("yields to cluster.yml", () => {
    const option = withConfig({ port: 22, bastion: { address: "other.test" } });
    expect([option("port"), option("user")]).toEqual(["22", "ubuntu"]);
    expect(option("proxyjump")).toBeUndefined();
    expect(option("proxycommand")).toContain("other.test");
  });

  test("cannot make a host's key unimportant, nor forward the agent, nor ask", () => {
    const option = withConfig({});
    expect(option("stricthostkeychecking")).toBe("true");
    expect(option("userknownhostsfile")).toContain("/home/ada/.ssh/known_hosts");
    expect(option("forwardagent")).toBe("no");
    expect(option("batchmode")).toBe("yes");
  });
});

describe("a pinned key", () => {
  const hostKey = "SHA256:wL/RsjbGxD+gqd/2oEByZtZ/WLggW+HyVTBXxHVytSU";

  test("is looked up under a name of its own, so that no other key of the address counts", () => {
    const option = understood({ ...target, hostKey });
    expect(option("hostkeyalias")).toBe(pinnedName(hostKey));
    expect(pinnedName(hostKey)).toMatch(/^pinned-[0-9a-f]{64}$/);
  });

  test("is the host's alone: a bastion has its own", () => {
    const bastion = { address: "gate.test" };
    const option = understood({ ...target, hostKey, bastion });
    expect(option("proxycommand")).not.toContain("HostKeyAlias");
    expect(understood({ ...target, bastion: { ...bastion, hostKey } })("proxycommand")).toContain(
      `HostKeyAlias=${pinnedName(hostKey)}`,
    );
  });
});

test("a tunnel leads to the host's loopback and shares no connection", () => {
  const words = tunnelArguments(target, settings, 7443);
  const printed = execFileSync("ssh", ["-F", "none", "-G", ...words], { encoding: "utf8" });
  expect(words.slice(0, 2)).toEqual(["-W", "127.0.0.1:7443"]);
  expect(printed).not.toContain("controlpath");
  expect(printed).toContain("exitonforwardfailure yes");
});

test("a way through a bastion has more time, since two servers answer", () => {
  expect(understood({ ...target, bastion: { address: "gate.test" } })("connecttimeout")).toBe("15");
  expect(understood(target)("connecttimeout")).toBe("5");
});

describe("a bastion", () => {
  const bastion = {
    address: "gate.test",
    user: "jump er",
    port: 2200,
    keyPath: "/home/ada/it's a key",
    proxyCommand: "nc %h %p",
  };
  /** The words of the proxy command as a shell splits them, after OpenSSH has put its tokens in. */
  const words = () => {
    const command = understood({ ...target, bastion })("proxycommand") ?? "";
    const expanded = command
      .replaceAll("%%", "\0")
      .replaceAll("%h", "192.0.2.11")
      .replaceAll("%p", "22")
      .replaceAll("\0", "%");
    return execFileSync("sh", ["-c", `printf '%s\\n' ${expanded}`], { encoding: "utf8" }).split(
      "\n",
    );
  };

  test("carries on to the host, as its own user with its own key and port", () => {
    const found = words();
    expect(found.slice(found.indexOf("-W"), found.indexOf("-W") + 2)).toEqual([
      "-W",
      "[192.0.2.11]:22",
    ]);
    expect(found.slice(found.indexOf("--"), -1)).toEqual(["--", "gate.test"]);
    expect(found).toContain("/home/ada/it's a key");
    expect(found).toContain("jump er");
    expect(found[found.indexOf("-p") + 1]).toBe("2200");
  });

  test("is checked as strictly as the host, and reached by its own proxy", () => {
    const found = words();
    expect(found).toContain("StrictHostKeyChecking=yes");
    expect(found).toContain("ProxyCommand=nc %h %p");
    expect(found).not.toContain("ClearAllForwardings=yes");
  });
});

describe("a word for the remote shell", () => {
  test.each([
    "plain",
    "",
    "two words",
    "it's",
    "$(id)",
    "`id`",
    'a"b',
    "a\nb",
    "*",
    "~",
    "a;b",
    "-n",
  ])("%j arrives as it is", (word) => {
    const printed = execFileSync("sh", ["-c", `printf '%s' ${quoteWord(word)}`], {
      encoding: "utf8",
    });
    expect(printed).toBe(word);
  });
});
