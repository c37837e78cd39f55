/** One that waits for the next of something, and those that queue behind it. */
export interface Mailbox<T> {
  readonly waiting: () => boolean;
  /** Waits; `begin` is called when its turn has come. */
  readonly ask: (begin: () => void) => Promise<T>;
  /** What is asked while somebody waits comes after that one. */
  readonly behind: (next: () => Promise<T>) => Promise<T> | null;
  readonly give: (value: T) => void;
  readonly refuse: (reason: unknown) => void;
}

type Waiter<T> = {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
};

export const createMailbox = <T>(): Mailbox<T> => {
  let waiter: Waiter<T> | null = null;
  let last: Promise<T> | null = null;

  const settle = (how: (waiting: Waiter<T>) => void): void => {
    const waiting = waiter;
    waiter = null;
    if (waiting) how(waiting);
  };

  return {
    waiting: () => waiter !== null,
    ask: (begin) => {
      const asked = new Promise<T>((resolve, reject) => {
        waiter = { resolve, reject };
      });
      last = asked;
      begin();
      return asked;
    },
    behind: (next) => {
      if (!waiter || !last) return null;
      last = last.then(next, next);
      return last;
    },
    give: (value) => settle(({ resolve }) => resolve(value)),
    refuse: (reason) => settle(({ reject }) => reject(reason)),
  };
};
