import { write } from "../cast/producer.ts";
import { read } from "../cast/reader.ts";
import type { Answer, Order } from "./messages.ts";
import { openRedis, type Place } from "./over-redis.ts";

// The program of one actor's process: takes orders from the director, and ends when that is gone.

const answer = (message: Answer): void => {
  process.send?.(message);
};

let place: Place | null = null;

const open = () => {
  if (!place) throw new Error("An order came before the place was known");
  return openRedis(place);
};

const obey = async (message: Order): Promise<void> => {
  const tell = (report: Extract<Answer, { type: "report" }>["report"]): void =>
    answer({ type: "report", report });
  switch (message.type) {
    case "place":
      place = message.place;
      return answer({ type: "ready" });
    case "read":
      return answer({ type: "seen", seen: await read(open, message.order, tell) });
    case "write":
      return answer({ type: "written", written: await write(open, message.order, tell) });
    default:
      message satisfies never;
  }
};

process.on("message", (message: Order) => void obey(message));
process.on("disconnect", () => process.exit());
// Ctrl-C reaches the whole group: it is the director's to answer.
process.on("SIGINT", () => {});
