import type { Adapter, Cancel, Clock, Notice } from "@segno/core";
import type fc from "fast-check";
import type { Plan } from "./plan.ts";

/** One process: its clock, its view of the adapter, and what befalls it. */
export type Host = {
  readonly clock: Clock;
  readonly adapter: Adapter;
  /** Its calls reject, in either direction. */
  cut: boolean;
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Subscriptions that are open. */
  readonly open: () => number;
};

export type HostOptions = {
  readonly name: string;
  readonly adapter: Adapter;
  readonly clock: Clock;
  readonly scheduler: fc.Scheduler;
  readonly plan: Plan;
  readonly random: () => number;
};

const lost = (): Error => new Error("the connection was lost");

/**
 * Every call and every notice is two tasks of the scheduler's, there and back. A frozen process starts no timer's
 * callback and hears nothing; what it had sent goes on without it.
 */
export const createHost = (options: HostOptions): Host => {
  const { name, clock, scheduler, plan, random } = options;
  const { store, notifier, catalogue } = options.adapter;
  let frozen = false;
  let open = 0;
  let held: (() => void)[] = [];
  const chance = (percent: number): boolean => random() * 100 < percent;
  const travel = (what: string): Promise<void> =>
    scheduler.schedule(Promise.resolve(), `${name} ${what}`);
  const awake = (): Promise<void> =>
    new Promise((resolve) => {
      if (frozen) held.push(resolve);
      else resolve();
    });

  const call = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    if (host.cut) throw lost();
    await travel(what);
    const arrives = !chance(plan.lostRequests);
    const answer = arrives ? await act() : null;
    await travel(`${what}: reply`);
    await awake();
    if (answer === null || host.cut || chance(plan.lostReplies)) throw lost();
    return answer;
  };

  const hear = async (notice: Notice, listener: (notice: Notice) => void): Promise<void> => {
    await travel("hears");
    await awake();
    if (!host.cut) listener(notice);
  };

  const host: Host = {
    cut: false,
    open: () => open,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
      const due = held;
      held = [];
      for (const run of due) run();
    },
    clock: {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      after: (ms, callback, background): Cancel => {
        let cancelled = false;
        const fire = (): void => {
          if (!cancelled) callback();
        };
        const cancel = clock.after(
          ms,
          () => {
            if (frozen) held.push(fire);
            else fire();
          },
          background,
        );
        return () => {
          cancelled = true;
          cancel();
        };
      },
    },
    adapter: {
      store: {
        append: (id, batch, expected) =>
          call(`appends ${batch.entries.length} ${expected._tag}`, () =>
            store.append(id, batch, expected),
          ),
        read: (id, after, limit) => call("reads", () => store.read(id, after, limit)),
        head: (id) => call("looks", () => store.head(id)),
        expiry: (id) => call("asks for the expiry", () => store.expiry(id)),
        remove: (id, incarnation) => call("removes", () => store.remove(id, incarnation)),
      },
      notifier: {
        subscribe: async (id, topic, listener) => {
          let closed = false;
          const tell = (notice: Notice): void => {
            if (closed || chance(plan.lostNotices)) return;
            const times = chance(plan.doubledNotices) ? 2 : 1;
            for (let time = 0; time < times; time++) {
              void hear(notice, (heard) => {
                if (!closed) listener(heard);
              });
            }
          };
          await travel(`subscribes to ${topic}`);
          if (host.cut) throw lost();
          const subscription = await notifier.subscribe(id, topic, tell);
          open += 1;
          await travel(`subscribes to ${topic}: reply`);
          await awake();
          return {
            close: async () => {
              if (!closed) open -= 1;
              closed = true;
              await subscription.close();
            },
          };
        },
        publish: (id, topic, notice) => notifier.publish(id, topic, notice),
      },
      catalogue: { list: (how) => call("lists", () => catalogue.list(how)) },
      close: async () => {},
    },
  };
  return host;
};
