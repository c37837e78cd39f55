/** A promise that is pending while the gate is shut. Never rejects unhandled. */
export interface Gate {
  readonly passed: () => Promise<void>;
  readonly open: () => void;
  readonly shut: () => void;
  /** For good: whoever waits, and whoever comes, is told. */
  readonly fail: (error: Error) => void;
}

const ignore = (): void => {};

export const createGate = (): Gate => {
  const opened: Promise<void> = Promise.resolve();
  let current = opened;
  let release: { resolve: () => void; reject: (error: Error) => void } | null = null;
  let failed = false;
  return {
    passed: () => current,
    open: () => {
      if (failed) return;
      release?.resolve();
      release = null;
      current = opened;
    },
    shut: () => {
      if (failed || release) return;
      current = new Promise<void>((resolve, reject) => {
        release = { resolve, reject };
      });
      current.catch(ignore);
    },
    fail: (error) => {
      failed = true;
      release?.reject(error);
      if (!release) {
        current = Promise.reject(error);
        current.catch(ignore);
      }
      release = null;
    },
  };
};
