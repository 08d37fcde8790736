import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { Agent } from "../agent.ts";
import { membershipEvent } from "../events/membership-event.ts";

/**
 * Takes a membership that somebody brought, if a signer has made it and its number is not lower than
 * that of ours; notes what is new. `welcome`: nobody follows it up with a spec, so members that are new
 * in it are let in. Throws as the store does.
 */
export const acceptMembership = async (
  { membership, newcomers, note }: Pick<Agent, "membership" | "newcomers" | "note">,
  document: SignedDocument,
  { welcome }: { readonly welcome: boolean },
): Promise<Membership> => {
  const before = membership.current()?.content;
  const { content } = await membership.accept(document);
  newcomers.forget(content);
  if (welcome) newcomers.welcome(content);
  if (content.number !== before?.number) await note(membershipEvent(before, content));
  return content;
};
