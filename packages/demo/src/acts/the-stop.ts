import type { Mark } from "../cast/orders.ts";
import { aboutReader, claim } from "../verdict/finding.ts";
import type { Expected } from "../verdict/verdict.ts";
import type { Act } from "./act.ts";
import { streamIds } from "./ids.ts";
import { createPlay } from "./play.ts";

const title = "Act 3  Stop!";

/** What the next act needs to know of this one. */
export type Marks = { readonly desk: Mark; readonly phone: Mark };

/** A stop from elsewhere, in the middle of the answer. */
export const theStop = (keep: (marks: Marks) => void): Act => {
  return async ({ stage, company, tempo, seed, text, begin }) => {
    const board = begin({
      title,
      story:
        "Somebody else says stop in the middle. Whoever reads, fast or slow, sees the same letters and then the stop; the phone had walked away before.",
      cast: [
        ["writer B", "producer"],
        ["desk", "reader"],
        ["phone", "reader"],
        ["laptop", "reader"],
        ["e-reader", "reader"],
      ],
    });
    const play = createPlay(board);
    const streamId = streamIds.stop;
    const { paceMs, awayMs } = tempo;

    const stopAt = Math.floor(text.length * 0.3);
    const stop = play.reaches("writer B", stopAt).then(async () => {
      const asked = performance.now();
      const ended = await stage.streams.stop(streamId, { by: "user-7", reason: "that will do" });
      const took = (performance.now() - asked).toFixed(1);
      board.set("writer B", "told to stop", `is stopped from elsewhere, within ${took} ms`);
      return ended;
    });
    const [written, ended, desk, phone, laptop, ereader] = await Promise.all([
      play.write("writer B", company.writerB, {
        streamId,
        seed: seed + 20,
        paceMs,
        hesitatesAt: stopAt,
      }),
      stop,
      play.read("desk", company.desk, { streamId, seed: seed + 21 }),
      play.read("phone", company.phone, { streamId, seed: seed + 22, leaveAfter: 150 }),
      play.read("laptop", company.laptop, {
        streamId,
        seed: seed + 23,
        cuts: { every: [20, 90], awayMs },
      }),
      play.read("e-reader", company.ereader, {
        streamId,
        seed: seed + 24,
        rests: { every: 25, ms: Math.ceil(25 * paceMs * 1.25) },
      }),
    ]);
    keep({ desk: desk.mark, phone: phone.mark });

    const stored = await stage.streams.read(streamId);
    const content = stored.content ?? "";
    const expected: Expected = {
      text: content,
      ending: "stopped",
      events: stored.eventCount,
      status: "stopped",
    };
    const left: Expected = {
      text: content.slice(0, phone.text.length),
      ending: "left",
      events: 150,
      status: "streaming",
    };
    const says = "the same letters, then the stop";
    const ending = written === "killed" ? written : written.ending;
    const prefix = content.length > 0 && content.length < text.length && text.startsWith(content);
    const outcome = {
      title,
      findings: [
        claim(
          "writer B",
          "was told, and stopped",
          ended.mine && ended.terminal === "stopped" && ending === "stopped",
          `ended as ${ending}`,
        ),
        aboutReader("desk", desk, expected, says),
        aboutReader("phone", phone, left, "the beginning, then left"),
        aboutReader("laptop", laptop, { ...expected, leastResumes: 3 }, says),
        aboutReader("e-reader", ereader, expected, says),
        claim(
          "streams.read",
          "the source's own beginning",
          prefix,
          "is no beginning of the source",
        ),
      ],
    };
    board.close(outcome);
    return outcome;
  };
};
