import { readFileSync } from "node:fs";
import { S3Server } from "../support/s3/s3-server.ts";

/**
 * An S3-compatible store in the lab's network, for scenarios: ADDRESS PORT FOLDER. It has FOLDER/store.pem and
 * its key for TLS, and judges signatures by FOLDER/store-secret; what it is given stays in its memory.
 */
const [address = "", port = "", folder = ""] = process.argv.slice(2);
const read = (name: string): string => readFileSync(`${folder}/${name}`, "utf8");

const server = new S3Server({
  accessKeyId: "AKIDSCENARIO",
  secretAccessKey: read("store-secret").trim(),
  region: "us-east-1",
  bucket: "snapshots",
  tls: { cert: read("store.pem"), key: read("store-key.pem") },
});
await server.listen(address, Number(port));
process.stdout.write("listens\n");
