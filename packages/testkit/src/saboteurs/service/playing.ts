import { beginning, type Position } from "@segno/core";
import { type ServiceSaboteur, withFollow, withSettings, withStreams } from "./service-saboteur.ts";

/** Broken in what they remember of readers. */
export const playingServiceSaboteurs: readonly ServiceSaboteur[] = [
  {
    name: "begins at the beginning, whatever its reader has seen",
    breaks: ["a reader goes on after what it acknowledged, on whatever device"],
    create: withFollow(
      () => ({}),
      (options) => (options.reader ? { after: beginning, ...options } : options),
    ),
  },
  {
    name: "begins after what its reader has seen, wherever the device stands",
    breaks: [
      "a device that says where it stands gets all that follows there, whatever its reader saw elsewhere",
      "a new life of a stream knows nothing of what its readers saw of the old",
    ],
    create: withFollow(
      () => ({}),
      ({ after, ...options }) => (options.reader ? options : { ...options, after }),
    ),
  },
  {
    name: "tells the store of each acknowledgement",
    breaks: ["however much is acknowledged, the store is told of the furthest, and seldom"],
    create: withSettings({ ackEveryMs: 1 }),
  },
  {
    name: "is one acknowledgement behind",
    breaks: [
      "what a reader acknowledged last is stored when it leaves, and when its streams are closed",
    ],
    create: withFollow((follow) => {
      let before: string | null = null;
      return {
        ack: async (position) => {
          const known = before;
          before = position;
          if (known !== null) await follow.ack(known);
        },
      };
    }),
  },
  {
    name: "takes any text for an acknowledgement",
    breaks: ["an acknowledgement that is none is refused by name, and moves nothing"],
    create: withStreams((streams) => ({
      ack: (id, reader, position) =>
        streams.ack(id, reader, position).catch(() => position as Position),
    })),
  },
];
