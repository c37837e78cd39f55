import { aboutReader, claim } from "../verdict/finding.ts";
import type { Expected } from "../verdict/verdict.ts";
import type { Act } from "./act.ts";
import { streamIds } from "./ids.ts";
import { createPlay } from "./play.ts";

const title = "Act 1  The answer";

/** One producer, to the end; readers that are cut off, late and slow. */
export const theAnswer: Act = async ({ stage, company, tempo, seed, text, begin }) => {
  const board = begin({
    title,
    story:
      "Token by token. The phone is cut off again and again and resumes by its position, the laptop comes late, the e-reader is slow.",
    cast: [
      ["writer A", "producer"],
      ["desk", "reader"],
      ["phone", "reader"],
      ["laptop", "reader"],
      ["e-reader", "reader"],
    ],
  });
  const play = createPlay(board);
  const streamId = streamIds.answer;
  const { paceMs, awayMs } = tempo;

  const laptop = play.reaches("writer A", text.length * 0.45).then(() => {
    board.set("laptop", "waiting", "joins late, from the beginning");
    return play.read("laptop", company.laptop, { streamId, seed: seed + 3 });
  });
  const [, desk, phone, late, slow] = await Promise.all([
    play.write("writer A", company.writerA, { streamId, seed, paceMs }),
    play.read("desk", company.desk, { streamId, seed: seed + 1 }),
    play.read("phone", company.phone, {
      streamId,
      seed: seed + 2,
      cuts: { every: [20, 120], awayMs },
    }),
    laptop,
    play.read("e-reader", company.ereader, {
      streamId,
      seed: seed + 4,
      rests: { every: 25, ms: Math.ceil(25 * paceMs * 1.25) },
    }),
  ]);
  const stored = await stage.streams.read(streamId);
  const expected: Expected = {
    text,
    ending: "completed",
    events: stored.eventCount,
    status: "complete",
  };
  const says = "all of it, completed";
  const outcome = {
    title,
    findings: [
      aboutReader("desk", desk, expected, says),
      aboutReader("phone", phone, { ...expected, leastResumes: 10 }, says),
      aboutReader("laptop", late, expected, says),
      aboutReader("e-reader", slow, expected, says),
      claim("streams.read", "the content at once", stored.content === text, "is another text"),
    ],
  };
  board.close(outcome);
  return outcome;
};
