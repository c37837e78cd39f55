import { aboutReader, claim } from "../verdict/finding.ts";
import type { Expected } from "../verdict/verdict.ts";
import type { Act } from "./act.ts";
import { streamIds } from "./ids.ts";
import { createPlay } from "./play.ts";

const title = "Act 2  The writer dies";

/** A producer that dies in mid-sentence, and another that goes on from what is stored. */
export const theTakeover: Act = async ({ stage, company, tempo, seed, text, begin }) => {
  const board = begin({
    title,
    story:
      "Writer A is killed in the middle of a word. When its lease is over, writer B reads what is stored and goes on from there, to the end.",
    cast: [
      ["writer A", "producer"],
      ["writer B", "producer"],
      ["desk", "reader"],
      ["phone", "reader"],
      ["laptop", "reader"],
    ],
  });
  const play = createPlay(board);
  const streamId = streamIds.takeover;
  const paceMs = tempo.paceMs * 0.6;

  const deathAt = Math.floor(text.length * 0.45);
  const death = play.reaches("writer A", deathAt).then(async () => {
    await company.writerA.kill();
    board.set("writer A", "killed", `(${company.writerA.kind}) is killed, without a word`);
  });
  const first = play.write("writer A", company.writerA, {
    streamId,
    seed: seed + 10,
    paceMs,
    hesitatesAt: deathAt,
  });
  const second = death.then(() =>
    play.write("writer B", company.writerB, {
      streamId,
      seed: seed + 11,
      paceMs,
      takeOver: true,
    }),
  );
  const late = death.then(() => {
    board.set("laptop", "waiting", "joins while nobody writes");
    return play.read("laptop", company.laptop, { streamId, seed: seed + 13 });
  });
  const [fallen, successor, desk, phone, laptop] = await Promise.all([
    first,
    second,
    play.read("desk", company.desk, { streamId, seed: seed + 12 }),
    play.read("phone", company.phone, {
      streamId,
      seed: seed + 14,
      cuts: { every: [40, 160], awayMs: tempo.awayMs },
    }),
    late,
  ]);
  const stored = await stage.streams.read(streamId);
  const expected: Expected = {
    text,
    ending: "completed",
    events: stored.eventCount,
    status: "complete",
  };
  const says = "all of it, by two hands";
  const ending = successor === "killed" ? successor : successor.ending;
  const took = successor !== "killed" && successor.durable < stored.chunks;
  const outcome = {
    title,
    findings: [
      claim("writer A", "killed, and heard of no more", fallen === "killed", "did not die"),
      claim("writer B", "went on, and completed it", took && ending === "completed", ending),
      aboutReader("desk", desk, expected, says),
      aboutReader("phone", phone, { ...expected, leastResumes: 5 }, says),
      aboutReader("laptop", laptop, expected, says),
    ],
  };
  board.close(outcome);
  return outcome;
};
