import { appendFileSync, readFileSync } from "node:fs";
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";

/**
 * A token reviewer and a receiver of audit events, for scenarios: ADDRESS PORT FOLDER. Tokens are reviewed
 * over TLS with FOLDER/reviewer.pem, for clients with certificates of FOLDER/ca.pem; audit events come
 * without TLS on the next port, and each one's user and request go into FOLDER/audit.log.
 */
const [address = "", port = "", folder = ""] = process.argv.slice(2);
const read = (name: string): Buffer => readFileSync(`${folder}/${name}`);

const TokenReview = z.object({ apiVersion: z.string(), spec: z.object({ token: z.string() }) });
const EventList = z.object({
  items: z.array(
    z.object({
      verb: z.string(),
      requestURI: z.string(),
      user: z.object({ username: z.string().default("") }),
    }),
  ),
});

const review = (body: string): string => {
  const { apiVersion, spec } = TokenReview.parse(JSON.parse(body));
  const user = { username: "alice", uid: "1", groups: ["system:masters"] };
  const status = spec.token === "good" ? { authenticated: true, user } : { authenticated: false };
  return JSON.stringify({ apiVersion, kind: "TokenReview", status });
};

const note = (body: string): string => {
  for (const { verb, requestURI, user } of EventList.parse(JSON.parse(body)).items)
    appendFileSync(`${folder}/audit.log`, `${user.username} ${verb} ${requestURI}\n`);
  return "{}";
};

const answerWith =
  (answer: (body: string) => string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    void text(request).then((body) => {
      response.setHeader("content-type", "application/json");
      response.end(answer(body));
    });
  };

const tls = {
  cert: read("reviewer.pem"),
  key: read("reviewer-key.pem"),
  ca: read("ca.pem"),
  requestCert: true,
  rejectUnauthorized: true,
};
createPlainServer(answerWith(note)).listen(Number(port) + 1, address);
createServer(tls, answerWith(review)).listen(Number(port), address, () =>
  process.stdout.write("listens\n"),
);
