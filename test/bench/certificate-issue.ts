import { createTestPki } from "../support/test-pki.ts";

/**
 * How long 1,000 client certificates with a new key each take: prints JSON. Processor time is the
 * figure to compare, the clock's depends on what else runs.
 */
export interface CertificateIssueResult {
  readonly node: string;
  readonly certificates: number;
  readonly elapsedMs: number;
  readonly processorMs: number;
}

const certificates = 1000;
const rounds = 5;

const pki = await createTestPki();
const results: CertificateIssueResult[] = [];
for (let round = 0; round < rounds; round += 1) results.push(await issueAll());
const [median] = results
  .toSorted((a, b) => a.processorMs - b.processorMs)
  .slice(Math.floor(rounds / 2));
console.log(JSON.stringify(median, undefined, 2));

async function issueAll(): Promise<CertificateIssueResult> {
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  for (let count = 0; count < certificates; count += 1) await pki.operator("anna", "admin");
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    node: process.version,
    certificates,
    elapsedMs: Math.round(performance.now() - startMs),
    processorMs: Math.round((user + system) / 1000),
  };
}
