import { isRight, type ListOptions, left } from "@segno/core";
import { withStore } from "../saboteur.ts";
import { overAdapter, type ServiceSaboteur, withStreams } from "./service-saboteur.ts";

const matching = "a list by owner, kind, ending and age holds what matches, and nothing else";
const started =
  "once a start has resolved, the stream is in the list of its owner, and of what is active";
const cursors = "a cursor goes with its filter: with another it is refused";

/** Takes no notice of one thing that is asked for. */
const deafTo = (name: keyof ListOptions, broken: string): ServiceSaboteur => ({
  name: `takes no notice of ${name} in a list`,
  breaks: [broken],
  create: withStreams((streams) => ({
    list: ({ [name]: _, ...rest } = {}) => streams.list(rest),
  })),
});

export const listingServiceSaboteurs: readonly ServiceSaboteur[] = [
  deafTo("owner", matching),
  deafTo("kind", matching),
  deafTo("only", matching),
  deafTo("olderThan", matching),
  {
    name: "runs over a store that does not say what stands where a reader diverges",
    breaks: [
      "a reader goes on after the position that a look gives, also of who has taken over and written nothing yet",
    ],
    wrap: withStore((store) => ({
      read: async (...args) => {
        const answer = await store.read(...args);
        if (isRight(answer) || answer.left._tag !== "diverged") return answer;
        const { epoch: _, ...rest } = answer.left;
        return left(rest);
      },
    })),
  },
  overAdapter("forgets an owner's streams with their end", [matching, started]),
  overAdapter("knows what is active by its first life", [started]),
  {
    name: "goes on with whatever filter",
    breaks: [cursors],
    create: withStreams((streams) => ({
      list: ({ cursor, limit } = {}) =>
        streams.list({
          ...(cursor !== undefined && { cursor }),
          ...(limit !== undefined && { limit }),
        }),
    })),
  },
];
