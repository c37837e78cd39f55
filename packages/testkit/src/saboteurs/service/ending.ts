import { isSegnoError, SegnoError } from "@segno/core";
import { type ServiceSaboteur, withFollow, withStreams } from "./service-saboteur.ts";

const done = { done: true, value: undefined } as const;

export const endingServiceSaboteurs: readonly ServiceSaboteur[] = [
  {
    name: "hides every error behind a clean end",
    breaks: [
      "where nothing is started, a reader is told not-found after its wait",
      "a stream that is removed ends its readers as deleted, and its producer",
      "a stream whose time runs out ends its readers as expired",
      "a store that stays away ends readers as store-unavailable, one that comes back nobody",
      "hole 16: a log that is gone ends readers as trimmed",
    ],
    create: withFollow((follow) => ({
      next: async () => {
        try {
          return await follow.next();
        } catch (error) {
          if (isSegnoError(error)) return done;
          throw error;
        }
      },
    })),
  },
  {
    name: "leaves who stands at the terminal waiting for more",
    breaks: [
      "who resumes at the terminal is told that nothing follows, also while others are there",
    ],
    create: withFollow((follow, { after }) => {
      let first = after !== undefined;
      return {
        next: async () => {
          const step = await follow.next();
          if (first && step.done) return new Promise<typeof step>(() => {});
          first = false;
          return step;
        },
      };
    }),
  },
  {
    name: "calls expired what was deleted",
    breaks: ["a stream that is removed ends its readers as deleted, and its producer"],
    create: withFollow((follow) => ({
      next: async () => {
        try {
          return await follow.next();
        } catch (error) {
          if (isSegnoError(error, "deleted")) throw new SegnoError("expired", error.message);
          throw error;
        }
      },
    })),
  },
  {
    name: "does not heed the caller's signal",
    breaks: ["the caller's own abort rejects with its reason, at once"],
    create: withFollow(
      () => ({}),
      ({ signal: _, ...options }) => options,
    ),
  },
  {
    name: "says of every ending that the stream was completed",
    breaks: ["ended tells how a stream ended, as a value"],
    create: withFollow((follow) => ({
      ended: follow.ended.then(() => ({ _tag: "completed", event: null })),
    })),
  },
  {
    name: "does not let go when its reader leaves",
    breaks: ["whoever leaves, however, leaves no subscription and no timer"],
    create: withFollow(() => ({ return: async () => done })),
  },
  {
    name: "lets go of nothing when it is closed",
    breaks: ["close ends everyone and releases everything, leases included"],
    create: withStreams(() => ({ close: async () => {} })),
  },
  {
    name: "subscribes and reads for each follower",
    breaks: ["followers of one stream in one process cost the store what one costs"],
    create: (create) => (options) => {
      const streams = create(options);
      return { ...streams, follow: (id, how) => create(options).follow(id, how) };
    },
  },
];
