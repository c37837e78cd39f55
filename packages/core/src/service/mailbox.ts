/** Pulls, one at a time and in the order in which they were asked for. */
export interface Mailbox<T> {
  readonly waiting: () => boolean;
  /** Pulls now, or when those before have been answered. */
  readonly turn: (pull: () => Promise<T>) => Promise<T>;
  /** Within a pull: waits to be given something; `begin` is called once somebody waits. */
  readonly ask: (begin: () => void) => Promise<T>;
  readonly give: (value: T) => void;
  readonly refuse: (reason: unknown) => void;
}

type Waiter<T> = {
  readonly resolve: (value: T | Promise<T>) => void;
  readonly reject: (reason: unknown) => void;
};

export const createMailbox = <T>(): Mailbox<T> => {
  let waiter: Waiter<T> | null = null;
  const queue: (Waiter<T> & { readonly pull: () => Promise<T> })[] = [];

  const settle = (how: (waiting: Waiter<T>) => void): void => {
    const waiting = waiter;
    waiter = null;
    if (waiting) how(waiting);
    while (!waiter) {
      const next = queue.shift();
      if (!next) return;
      next.resolve(next.pull());
    }
  };

  return {
    waiting: () => waiter !== null,
    turn: (pull) => {
      if (!waiter && queue.length === 0) return pull();
      return new Promise((resolve, reject) => queue.push({ pull, resolve, reject }));
    },
    ask: (begin) => {
      const asked = new Promise<T>((resolve, reject) => {
        waiter = { resolve, reject };
      });
      begin();
      return asked;
    },
    give: (value) => settle(({ resolve }) => resolve(value)),
    refuse: (reason) => settle(({ reject }) => reject(reason)),
  };
};
