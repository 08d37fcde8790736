import { renderTable } from "../cli/render-table.ts";
import type { CertificateStatus } from "./certificate-status.ts";

/** A line for each. */
export const renderCertificates = (certificates: readonly CertificateStatus[]): string =>
  renderTable(
    ["WHERE", "KIND", "CERTIFICATE", "SERIAL", "ENDS", "DAYS", "STATE"],
    certificates.map(({ place, kind, name, serial, endsAt, daysLeft, state }) => [
      place,
      kind,
      name,
      serial,
      endsAt.slice(0, 10),
      String(daysLeft),
      state,
    ]),
  );
