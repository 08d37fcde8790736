import { stdioProtocol } from "../../shared/errors/agent-errors.ts";
import { fromErrorDetail } from "../../shared/errors/error-detail.ts";
import {
  EnrolAnswer,
  type EnrolInstall,
  type EnrolStart,
} from "../../shared/stdio/enrol-messages.ts";
import type { SshSession } from "./ssh-session.ts";
import type { StagedAgent } from "./stage-agent.ts";

const ENROL_LIMIT_MS = 120_000;

/**
 * Enrols a host through its staged agent, in one SSH call: the host makes its key, `certify` answers
 * its request, the agent installs and starts itself. Throws what the agent reports.
 */
export const enrolHost = async (
  session: SshSession,
  staged: StagedAgent,
  start: EnrolStart,
  certify: (csr: string) => Promise<EnrolInstall>,
): Promise<void> => {
  const answers = createAnswerQueue();
  const dialogue = async function* (): AsyncGenerator<Uint8Array> {
    yield encode(start);
    const answer = await answers.next();
    if (answer?.type === "request") yield encode(await certify(answer.csr));
  };
  await session
    .runAsRoot({
      step: "enrol the host",
      argv: staged.argv(["enrol", "--stdio"]),
      input: dialogue(),
      limitMs: ENROL_LIMIT_MS,
      onOutput: answers.push,
    })
    .finally(answers.end);
  const last = answers.last();
  if (last?.type === "failed") throw fromErrorDetail(last.error);
  if (last?.type !== "installed")
    throw stdioProtocol({ step: "enrol", reason: "the agent did not say that it is installed" });
};

const encode = (message: object): Uint8Array => Buffer.from(`${JSON.stringify(message)}\n`);

interface AnswerQueue {
  readonly push: (text: string) => void;
  readonly end: () => void;
  readonly next: () => Promise<EnrolAnswer | undefined>;
  readonly last: () => EnrolAnswer | undefined;
}

/** Cuts the channel's output into lines and lines into answers. */
const createAnswerQueue = (): AnswerQueue => {
  let rest = "";
  const answers: EnrolAnswer[] = [];
  // Promise.withResolvers is missing in Node 20, on which the CLI runs too.
  let settle: (answer: EnrolAnswer | undefined) => void = () => undefined;
  const first = new Promise<EnrolAnswer | undefined>((resolve) => (settle = resolve));
  return {
    push: (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const parsed = EnrolAnswer.safeParse(parseJson(line));
        if (!parsed.success) continue;
        answers.push(parsed.data);
        settle(parsed.data);
      }
    },
    end: () => settle(undefined),
    next: () => first,
    last: () => answers.at(-1),
  };
};

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
