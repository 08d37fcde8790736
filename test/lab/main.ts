import { Command, Option } from "commander";
import { LabError } from "./lab-error.ts";
import { openLab } from "./lab.ts";
import type { Lab } from "./lab.ts";
import { printStatus } from "./lab-status.ts";
import { requestOnline } from "./online-supply.ts";
import { runAttached } from "./run-command.ts";
import { writeClusterYml } from "./cluster-yml.ts";

const program = new Command("lab")
  .description("Real hosts for tests: systemd containers in a network of their own")
  .option("--name <name>", "which lab", "lab")
  .enablePositionalOptions();

const chosenLab = (): Lab => openLab(program.opts<{ readonly name: string }>().name);
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

program
  .command("up")
  .description("bring up bare hosts m1… and w1…")
  .option("--masters <n>", "", Number, 1)
  .option("--workers <n>", "", Number, 2)
  .option("--bastion", "add b1, through which alone the others are reached", false)
  .addOption(
    new Option(
      "--supply <source>",
      "offline: packages and images from the lab itself; online: from public servers, through this machine (not verified: nobody has run it yet)",
    )
      .choices(["offline", "online"])
      .default("offline"),
  )
  .option("--no-supply", "serve no packages and images to the hosts")
  .option("--kubernetes <version>", "with --supply online: the version in cluster.yml")
  .option("--no-forward", "with --supply online: close the way out again, for the self test")
  .action(async (flags: UpFlags) => {
    const { masters, workers, bastion } = flags;
    const supply = flags.supply === "offline";
    await chosenLab().up({ masters, workers, bastion, supply, online: requestOnline(flags), log });
    await printStatus(chosenLab(), "table");
  });

program
  .command("add")
  .description("add bare workers")
  .option("--workers <n>", "", Number, 1)
  .action(async ({ workers }: { readonly workers: number }) => {
    await chosenLab().addWorkers(workers);
    await printStatus(chosenLab(), "table");
  });

program
  .command("ssh <host> [command...]")
  .description("a shell or a command on a host")
  .option("-u, --user <user>", "", "root")
  .passThroughOptions()
  .action(async (host: string, command: string[], { user }: { readonly user: string }) => {
    process.exitCode = await runAttached(await chosenLab().sshCommand(host, plain(command), user));
  });

program
  .command("exec <command...>")
  .description("run a command of this machine in the lab's network")
  .passThroughOptions()
  .action(async (command: string[]) => {
    process.exitCode = await runAttached(await chosenLab().execCommand(plain(command)));
  });

for (const [verb, description, run] of [
  ["cut", "take a host's cable out", async (host: string) => await chosenLab().cut(host)],
  ["heal", "put it in again", async (host: string) => await chosenLab().heal(host)],
  ["power-on", "start a host", async (host: string) => await chosenLab().powerOn(host)],
  ["kill-host", "reset a host hard", async (host: string) => await chosenLab().killHost(host)],
  ["snapshot", "keep all disks", async (name: string) => await chosenLab().snapshot(name)],
  ["restore", "go back to kept disks", async (name: string) => await chosenLab().restore(name)],
] as const) {
  const subject = verb === "snapshot" || verb === "restore" ? "<snapshot>" : "<host>";
  program.command(`${verb} ${subject}`).description(description).action(run);
}

for (const [verb, description] of [
  ["block", "lose all packets from the lab's network to a port of a host"],
  ["unblock", "let them through again"],
] as const) {
  program
    .command(`${verb} <host> <port>`)
    .description(description)
    .action(async (host: string, port: string) => {
      await chosenLab()[verb](host, Number(port));
    });
}

program
  .command("power-off <host>")
  .description("stop a host as a power cut does")
  .option("--clean", "shut it down in order", false)
  .action(async (host: string, { clean }: { readonly clean: boolean }) => {
    await chosenLab().powerOff(host, clean);
  });

program
  .command("status")
  .option("-o, --output <format>", "table or json", "table")
  .action(async ({ output }: { readonly output: string }) => {
    await printStatus(chosenLab(), output === "json" ? "json" : "table");
  });

program
  .command("config [path]")
  .description("write a cluster.yml for the lab to a file or to stdout")
  .action(async (path: string | undefined) => {
    await writeClusterYml(chosenLab(), path);
  });

program
  .command("down")
  .description("take everything off the machine; keys and snapshots stay in the cache")
  .option("--purge", "remove these too", false)
  .action(async ({ purge }: { readonly purge: boolean }) => {
    await chosenLab().down(purge);
  });

/** Commander hands the separating `--` on with the words after it. */
function plain(words: readonly string[]): readonly string[] {
  return words[0] === "--" ? words.slice(1) : words;
}

interface UpFlags {
  readonly masters: number;
  readonly workers: number;
  readonly bastion: boolean;
  readonly supply: "offline" | "online" | false;
  readonly kubernetes?: string;
  readonly forward: boolean;
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  log(`lab: ${error.message}`);
  if (error.cause instanceof Error) log(`  because: ${error.cause.message}`);
  process.exitCode = 1;
}
