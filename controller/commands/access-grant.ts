import { X509Certificate } from "node:crypto";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { accessLimited } from "../../shared/errors/access-errors.ts";
import { fileExists, ttlInvalid } from "../../shared/errors/cli-errors.ts";
import { clusterUnknown } from "../../shared/errors/run-errors.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { operatorRoles } from "../../shared/pki/operator-certificate.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { addGrant } from "../access/grants-file.ts";
import { choice, text } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openClusterSession } from "../cluster/cluster-session.ts";
import { parseDurationMs } from "../config/duration.ts";
import { type AccessFile, renderAccessFile } from "../keystore/access-file.ts";

const DEFAULT_TTL_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

export const accessGrant = defineCommand({
  name: "access grant",
  summary: "let somebody into the cluster, with a role and for a time",
  description:
    "Makes a certificate and prints an access file, which holds its private key: give it to one person, who runs `access import` with it. No host is asked. Nobody but who has the cluster's keys can sign what hosts are to be.",
  arguments: [
    { name: "name", description: "who it is for; it stands in journals", required: true },
  ],
  options: {
    role: choice("--role <role>", "what they may do (default viewer)", operatorRoles),
    ttl: text("--ttl <duration>", "how long it is good for, such as 8h or 30d (default 24h)"),
    file: text("--file <path>", "write the access file there (0600) instead of printing it"),
  },
  examples: [
    {
      command: "pharosctl access grant ada --role operator --ttl 8h --file ada.access",
      description: "for a working day",
    },
    { command: "pharosctl access grant ci > ci.access", description: "to look for 24 hours" },
  ],
  run: async (context, input) => {
    const [name = ""] = input.arguments;
    const { role = "viewer", ttl, file } = input.options;
    const ttlMs = ttl === undefined ? DEFAULT_TTL_MS : parseDurationMs(ttl);
    if (ttlMs === undefined || ttlMs < MINUTE_MS) throw ttlInvalid({ ttl: ttl ?? "" });
    const loaded = await loadCommandConfig(context, input);
    const now = (): Date => new Date(context.clock.nowMs());
    const session = await openClusterSession(join(context.home, ".pharos"), loaded.config, { now });
    const { keystore, membership } = session;
    if (session.isDraft || membership === undefined) {
      await session.discard();
      throw clusterUnknown({ file: loaded.file });
    }
    if (keystore.guest !== undefined) throw accessLimited(keystore.guest);
    const path = file === undefined ? undefined : resolve(context.cwd, file);
    if (path !== undefined && (await context.files.exists(path))) throw fileExists({ file: path });
    const made = await keystore.issueOperatorCertificate({ name, role, lifetimeMs: ttlMs });
    const leaf = new X509Certificate(made.chain);
    const serial = leaf.serialNumber.toLowerCase();
    const endsAt = validityOf(leaf).notAfter.toISOString();
    const { keyId, payload, signature } = membership.document;
    const access: AccessFile = {
      type: "pharos-access",
      version: 1,
      cluster: keystore.cluster,
      name,
      role,
      serial,
      endsAt,
      trust: keystore.trust,
      signer: keystore.signer,
      membership: {
        keyId,
        payload: Buffer.from(payload).toString("base64"),
        signature: Buffer.from(signature).toString("base64"),
      },
      certificate: made.chain,
      privateKey: renderPrivateKey(made.privateKey),
    };
    const isShortened =
      validityOf(leaf).notAfter.getTime() < context.clock.nowMs() + ttlMs - MINUTE_MS;
    const grantedAt = now().toISOString();
    const authorities = keystore.authorities.current;
    await addGrant(keystore.folder, { name, role, serial, grantedAt, endsAt, authorities });
    if (path === undefined) context.stdout.write(renderAccessFile(access));
    else {
      const content = renderAccessFile(access);
      const isNew = await context.files.write(path, content, { overwrite: false, mode: 0o600 });
      if (!isNew) throw fileExists({ file: path });
    }
    const by = userInfo().username;
    if (!input.quiet)
      context.stderr.write(
        `${name} is let in as ${role} by ${by} until ${endsAt}${isShortened ? ", when the cluster's own authority ends" : ""}, serial ${serial}\n`,
      );
    return 0;
  },
});
