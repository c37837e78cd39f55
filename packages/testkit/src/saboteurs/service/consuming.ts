import { type Delivery, isSegnoError, type Run, type StartOptions } from "@segno/core";
import type { Said } from "../../kit/stage.ts";
import { withGroups } from "../saboteur.ts";
import {
  overAdapter,
  type ServiceSaboteur,
  withConsume,
  withSettings,
} from "./service-saboteur.ts";

const done = { done: true, value: undefined } as const;

type Produce = (run: Run<Said>) => unknown;

/** However long is asked for. */
const heldForEver = (options: StartOptions): StartOptions => ({
  ...options,
  ...(options.holdUntil && { holdUntil: { ...options.holdUntil, maxHoldMs: 1e12 } }),
});

export const consumingServiceSaboteurs: readonly ServiceSaboteur[] = [
  {
    name: "keeps an event from its group",
    breaks: ["each event is handed to some consumer of each group, and all of them end"],
    create: withConsume((consume) => ({
      next: async () => {
        const step = await consume.next();
        if (step.done || step.value.event.offset !== 7) return step;
        void step.value.ack();
        return consume.next();
      },
    })),
  },
  {
    name: "hands an event out twice",
    breaks: ["what is acknowledged is handed out once, live and from the store, in order to each"],
    create: withConsume((consume) => {
      let again: Delivery<Said> | null = null;
      return {
        next: async () => {
          const value = again;
          again = null;
          if (value?.event.offset === 7) return { done: false, value };
          const step = await consume.next();
          again = step.value ?? null;
          return step;
        },
      };
    }),
  },
  overAdapter("never hands out what a dead consumer had", [
    "what a consumer that died had is handed to another after its idle time, and counted",
  ]),
  overAdapter("leaves what was lost on the way until it is idle", [
    "who comes back under its name is handed at once what it had, and it counts",
  ]),
  overAdapter("takes nothing back", [
    "who leaves gives back what it has not acknowledged, at once; what it had not seen is not counted",
  ]),
  overAdapter("renews nothing", [
    "what waits behind a slow one is not another's before its time, nor handed out for nothing",
  ]),
  overAdapter("lets dead letters vanish", [
    "what nobody acknowledges is a dead letter after so many deliveries, and is kept",
  ]),
  {
    name: "buries what comes next with what dies",
    breaks: ["what dies takes nothing with it, whether stored or handed out with it"],
    wrap: withGroups((groups) => ({
      settle: (id, { dead = [], ...settling }) => {
        const more = dead.map(({ ref, offsets }) => ({
          ref,
          offsets: offsets.flatMap((offset) => [offset, offset + 1]),
        }));
        return groups.settle(id, { ...settling, dead: more });
      },
    })),
  },
  {
    name: "does not care whether a dead letter could be passed on",
    breaks: ["a dead letter that could not be passed on stays what it was"],
    create: withConsume(
      () => ({}),
      ({ onDeadLetter, ...options }) => ({
        ...options,
        onDeadLetter: (letter) => {
          try {
            onDeadLetter?.(letter);
          } catch {
            // As if it had been.
          }
        },
      }),
    ),
  },
  overAdapter("calls a group through as soon as the end is handed out", [
    "a stop in the middle reaches consumers, and they end when it is acknowledged",
  ]),
  {
    name: "does not say that a life is another",
    breaks: ["a new life resets consumers, who go on in it"],
    create: withConsume((consume) => ({
      next: async () => {
        const step = await consume.next();
        if (step.done) return step;
        const { reset: _, ...value } = step.value;
        return { done: false, value };
      },
    })),
  },
  {
    name: "says of every acknowledgement that it is kept",
    breaks: ["what is acknowledged of a life that is gone is not kept, and says so"],
    create: withConsume((consume) => ({
      next: async () => {
        const step = await consume.next();
        if (step.done) return step;
        const ack = async (): Promise<boolean> => {
          await step.value.ack();
          return true;
        };
        return { done: false, value: { ...step.value, ack } };
      },
    })),
  },
  {
    name: "ends its consumers without a word, whatever happened",
    breaks: [
      "consumers of what is not there, is removed, runs out or is trimmed are told by name",
      "a store that is away for a while ends no consumer; one that stays away does",
    ],
    create: withConsume((consume) => ({
      next: async () => {
        try {
          return await consume.next();
        } catch (error) {
          if (isSegnoError(error)) return done;
          throw error;
        }
      },
    })),
  },
  {
    name: "leaves it to others to notice a dead producer",
    breaks: ["a producer that dies is declared lost in time where it is only consumed, too"],
    create: withSettings({ graceMs: 100_000_000, activeTtlMs: 1_000_000_000 }),
  },
  {
    name: "takes anything for the name of a group",
    breaks: ["names of groups and consumers that are none are refused before anything is asked"],
    create: withConsume(
      () => ({}),
      (options) => ({ ...options, group: "group" }),
    ),
  },
  {
    name: "does not let go when its consumer leaves",
    breaks: ["a consumer that leaves, however, leaves no subscription and no timer"],
    create: withConsume(() => ({ return: async () => done })),
  },
  overAdapter("never lets a held stream go", [
    "what is held for a group stays until it is through, and then for its ended TTL",
  ]),
  {
    name: "holds for ever",
    breaks: ["what is held and never consumed is gone at the end of its hold"],
    create: (create) => (options) => {
      const streams = create(options);
      const run = (id: string, second: StartOptions | Produce, third?: Produce) =>
        typeof second === "function"
          ? streams.run(id, second)
          : streams.run(id, heldForEver(second), third ?? (() => {}));
      return { ...streams, run };
    },
  },
];
