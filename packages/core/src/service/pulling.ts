/** Work that is asked for again and again and done one at a time: what is asked meanwhile is one more round. */
export abstract class Pulling {
  #again = false;
  #busy = false;

  protected abstract once(): Promise<void>;
  protected abstract failed(error: unknown): void;

  pull(): void {
    this.#again = true;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.once();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.#busy = false;
    }
  }
}
