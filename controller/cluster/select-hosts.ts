import { hostUnknown } from "../../shared/errors/run-errors.ts";
import type { OpenedMember } from "./open-members.ts";

/** The members with these names or addresses, each once; all without any. Errors: HOST_UNKNOWN. */
export const selectHosts = (
  members: readonly OpenedMember[],
  said: readonly string[],
): readonly OpenedMember[] => {
  if (said.length === 0) return members;
  const means = ({ member }: OpenedMember, name: string): boolean =>
    [member.name, member.address, member.privateAddress].includes(name);
  const stranger = said.find((name) => !members.some((opened) => means(opened, name)));
  if (stranger !== undefined) {
    const known = members.map(({ member }) => member.name).join(", ");
    throw hostUnknown({ host: stranger, known });
  }
  return members.filter((opened) => said.some((name) => means(opened, name)));
};
