import { type Role, roleTable } from "../../shared/rpc/role-table.ts";

/** The role table for docs/security.md: a row per RPC, sorted by service as in the table itself. */
export const renderRoles = (): string =>
  [
    `| call | ${roles.join(" | ")} |`,
    `|---|${roles.map(() => "---|").join("")}`,
    ...Object.entries(roleTable).map(([path, allowed]) => {
      const call = path.replace(/^\/pharos\.v1\./, "").replace("/", ".");
      return `| \`${call}\` | ${roles.map((role) => (allowed.includes(role) ? "yes" : "")).join(" | ")} |`;
    }),
    "",
  ].join("\n");

const roles: readonly Role[] = ["viewer", "operator", "admin", "agent"];
