import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";

/** The packages of the contract's own repository; `pharos-contract-child` depends on the other. */
export const CONTRACT_PACKAGE = "pharos-contract";
export const CONTRACT_CHILD = "pharos-contract-child";
export const CONTRACT_UNIT = "pharos-contract.service";
export const CONTRACT_CONFIGURATION = "/etc/pharos-contract.conf";

const LIMIT_MS = 60_000;

const UNIT = `[Unit]
Description=service of the contract's package
[Service]
ExecStart=/usr/bin/sleep infinity
[Install]
WantedBy=multi-user.target
`;

/** As debhelper writes it: enable, then start through the two programs that policy names. */
const POSTINST = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  deb-systemd-helper enable ${CONTRACT_UNIT} >/dev/null
  systemctl --system daemon-reload
  deb-systemd-invoke start ${CONTRACT_UNIT}
  invoke-rc.d pharos-contract start
fi
`;

const POSTRM = `#!/bin/sh
set -e
if [ "$1" = purge ]; then deb-systemd-helper purge ${CONTRACT_UNIT} >/dev/null; fi
`;

/** Builds a flat apt repository with two versions of a package, and one that depends on it, in `folder`. */
export const buildRepository = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const paragraphs: string[] = [];
  for (const version of ["1.0-1", "1.0-2", "2.0-1"]) {
    paragraphs.push(await buildPackage(folder, CONTRACT_PACKAGE, version, true));
  }
  paragraphs.push(await buildPackage(folder, CONTRACT_CHILD, "1.0-1", false));
  await writeFile(join(folder, "Packages"), `${paragraphs.join("\n")}\n`);
  await writeRelease(folder);
};

/** Only what apt insists on; nobody signs it. */
const writeRelease = async (folder: string): Promise<void> => {
  const packages = await readFile(join(folder, "Packages"));
  const hash = createHash("sha256").update(packages).digest("hex");
  const lines = [
    "Origin: contract",
    `Date: ${new Date().toUTCString()}`,
    "SHA256:",
    ` ${hash} ${packages.length} Packages`,
  ];
  await writeFile(join(folder, "Release"), `${lines.join("\n")}\n`);
};

const buildPackage = async (
  folder: string,
  name: string,
  version: string,
  hasService: boolean,
): Promise<string> => {
  const tree = join(folder, "tree");
  await mkdir(join(tree, "DEBIAN"), { recursive: true });
  const depends = hasService ? [] : [`Depends: ${CONTRACT_PACKAGE}`];
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    "Architecture: all",
    "Maintainer: contract <contract@example.com>",
    ...depends,
    "Description: package of a contract test",
  ].join("\n");
  await writeFile(join(tree, "DEBIAN/control"), `${control}\n`);
  if (hasService) await addService(tree, version);
  const file = `${name}_${version}_all.deb`;
  const argv = ["dpkg-deb", "--build", "--root-owner-group", tree, join(folder, file)];
  const { exitCode, stderr } = await spawnProgram({ argv, limitMs: LIMIT_MS });
  if (exitCode !== 0) throw new Error(stderr);
  await rm(tree, { recursive: true });
  const content = await readFile(join(folder, file));
  const hash = createHash("sha256").update(content).digest("hex");
  const { size } = await stat(join(folder, file));
  return `${control}\nFilename: ./${file}\nSize: ${size}\nSHA256: ${hash}\n`;
};

const addService = async (tree: string, version: string): Promise<void> => {
  await mkdir(join(tree, "usr/lib/systemd/system"), { recursive: true });
  await mkdir(join(tree, "etc"), { recursive: true });
  await writeFile(join(tree, "usr/lib/systemd/system", CONTRACT_UNIT), UNIT);
  await writeFile(join(tree, CONTRACT_CONFIGURATION), `as delivered by ${version}\n`);
  await writeFile(join(tree, "DEBIAN/conffiles"), `${CONTRACT_CONFIGURATION}\n`);
  await writeFile(join(tree, "DEBIAN/postinst"), POSTINST, { mode: 0o755 });
  await writeFile(join(tree, "DEBIAN/postrm"), POSTRM, { mode: 0o755 });
};
