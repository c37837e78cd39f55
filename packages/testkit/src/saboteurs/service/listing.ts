import type { ListOptions } from "@segno/core";
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
