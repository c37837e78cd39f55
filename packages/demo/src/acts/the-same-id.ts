import { aboutReader, claim } from "../verdict/finding.ts";
import type { Expected } from "../verdict/verdict.ts";
import type { Act } from "./act.ts";
import { streamIds } from "./ids.ts";
import { createPlay } from "./play.ts";
import type { Marks } from "./the-stop.ts";

const title = "Act 4  Once more, and silence";

/** The same id begun anew, a producer that freezes and that nobody replaces, and its late words. */
export const theSameId = (marks: () => Marks): Act => {
  return async ({ stage, company, tempo, seed, text, begin }) => {
    const board = begin({
      title,
      story:
        "The stopped id is started again: desk and phone hold positions of its earlier life and are reset. Then the writer freezes, nobody takes over, and it is declared lost.",
      cast: [
        ["writer B", "producer"],
        ["desk", "reader"],
        ["phone", "reader"],
        ["laptop", "reader"],
      ],
    });
    const play = createPlay(board);
    const streamId = streamIds.stop;
    const { paceMs, awayMs } = tempo;
    const old = marks();
    const { writerB } = company;

    const freezeAt = Math.floor(text.length * 0.25);
    const written = play.write("writer B", writerB, {
      streamId,
      seed: seed + 30,
      paceMs,
      hesitatesAt: freezeAt,
    });
    // Awaited at the end; should something else fail before, it is that which is told.
    written.catch(() => {});
    await play.reaches("writer B", 1);
    const freeze = play.reaches("writer B", freezeAt).then(() => {
      writerB.freeze();
      board.set("writer B", "frozen", `(${writerB.kind}) freezes in the middle`);
    });
    const [desk, phone, laptop] = await Promise.all([
      play.read("desk", company.desk, { streamId, seed: seed + 31, after: old.desk }),
      play.read("phone", company.phone, { streamId, seed: seed + 32, after: old.phone }),
      play.read("laptop", company.laptop, {
        streamId,
        seed: seed + 33,
        cuts: { every: [20, 90], awayMs },
      }),
      freeze,
    ]);
    const before = await stage.streams.read(streamId);
    board.set("writer B", "woken", "wakes, and goes on writing as if nothing had happened");
    writerB.thaw();
    const late = await written;
    const stored = await stage.streams.read(streamId);
    const content = stored.content ?? "";
    const expected: Expected = {
      text: content,
      ending: "failed",
      code: "producer-lost",
      events: stored.eventCount,
      status: "failed",
    };
    const ending = late === "killed" ? late : late.ending;
    const refused = late === "killed" ? 0 : late.refused;
    const unheard = ending === "producer-lost" && before.content === content;
    board.set("writer B", "done", `is told: ${ending}; ${refused} late events refused`, ending);
    const says = "reset, all of it, then the loss";
    const outcome = {
      title,
      findings: [
        claim("writer B", `lost; ${refused} late events refused`, unheard, `ended as ${ending}`),
        aboutReader("desk", desk, { ...expected, resets: 1 }, says),
        aboutReader("phone", phone, { ...expected, resets: 1 }, says),
        aboutReader("laptop", laptop, { ...expected, leastResumes: 3 }, "all of it, then the loss"),
        claim(
          "streams.read",
          "the source's own beginning",
          content.length > 0 && content.length < text.length && text.startsWith(content),
          "is no beginning of the source",
        ),
      ],
    };
    board.close(outcome);
    return outcome;
  };
};
