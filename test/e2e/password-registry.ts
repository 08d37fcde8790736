import { appendFileSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/**
 * The lab's image registry behind a password: ADDRESS PORT UPSTREAM FOLDER. FOLDER/user has `USER:PASSWORD`
 * and is read again for every request. PORT wants the two by HTTP's Basic authentication; the next one wants
 * a token, which it gives out itself for them, as registries of services do. Who was let in and who was
 * not goes into FOLDER/registry.log.
 */
const [address = "", port = "", upstream = "", folder = ""] = process.argv.slice(2);

const TOKEN = "Bearer token-of-the-registry";
const tokenPort = Number(port) + 1;
const realm = `http://${address}:${tokenPort}/token`;

const basic = (): string =>
  `Basic ${Buffer.from(readFileSync(`${folder}/user`, "utf8").trim()).toString("base64")}`;

const note = (text: string): void => appendFileSync(`${folder}/registry.log`, `${text}\n`);

const refuse = (response: ServerResponse, challenge: string): void => {
  response.writeHead(401, { "www-authenticate": challenge, "content-type": "application/json" });
  response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
};

const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
  const { method = "GET", url = "/", headers } = incoming;
  const { authorization: _, ...others } = headers;
  const outgoing = request(`${upstream}${url}`, { method, headers: others }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  outgoing.end();
};

const byPassword = (incoming: IncomingMessage, response: ServerResponse): void => {
  const isGood = incoming.headers.authorization === basic();
  note(`${isGood ? "let in" : "refused"} by password ${incoming.url}`);
  if (isGood) pass(incoming, response);
  else refuse(response, 'Basic realm="lab"');
};

const byToken = (incoming: IncomingMessage, response: ServerResponse): void => {
  const { authorization } = incoming.headers;
  if (incoming.url?.startsWith("/token") === true) {
    if (authorization !== basic()) return refuse(response, 'Basic realm="lab"');
    note("gave a token");
    response.writeHead(200, { "content-type": "application/json" });
    const token = TOKEN.replace("Bearer ", "");
    // Who asks by POST, as OAuth has it, reads the second one.
    response.end(JSON.stringify({ token, access_token: token }));
    return;
  }
  const isGood = authorization === TOKEN;
  note(`${isGood ? "let in" : "refused"} by token ${incoming.url}`);
  if (isGood) pass(incoming, response);
  else refuse(response, `Bearer realm="${realm}",service="lab",scope="repository:all:pull"`);
};

createServer(byPassword).listen(Number(port), address);
createServer(byToken).listen(tokenPort, address, () => process.stdout.write("listens\n"));
