/** The agent was killed at this moment (kill -9, power cut): no code of its own may run any more. */
export class FakeDeath extends Error {
  constructor(write: string) {
    super(`killed at: ${write}`);
    this.name = "FakeDeath";
  }
}
