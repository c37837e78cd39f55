import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { playStory } from "../src/acts/story.ts";
import { createPaint } from "../src/show/paint.ts";
import { createScreen } from "../src/show/screen.ts";
import { columnsOf } from "../src/show/width.ts";
import { answerText } from "../src/source/answer.ts";
import { lettersIn, shortHash } from "../src/source/letters.ts";
import { tempoOf } from "../src/source/tempo.ts";
import { memoryStage } from "../src/stage/memory.ts";
import type { Stage } from "../src/stage/stage.ts";
import { exitCodeOf } from "../src/verdict/finding.ts";
import { rightOf, story, wholeCast } from "./support.ts";

const long = 90_000;
const text = answerText();

test(
  "over the embedded store: every reader sees the source, and it ends with 0",
  async () => {
    const { code, out, err } = await story(["--fast", "--seed", "7"]);
    expect(err).toBe("");
    expect(code, out).toBe(0);
    expect(rightOf(out)).toEqual(wholeCast);
    expect(out).toContain("All 14 readings are the source, letter by letter.");
    const letters = lettersIn(text).toLocaleString("en");
    const whole = out.match(new RegExp(`✓ .*${letters} .*${shortHash(text)}`, "g"));
    expect(whole).toHaveLength(7);
    // Into a pipe: no colours, no cursor, nothing taken back.
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  },
  long,
);

/** The first reader that is hired loses one accent of what it read. */
const withABadReader = (stage: Stage): Stage => {
  let hired = 0;
  return {
    ...stage,
    reader: async () => {
      const honest = await stage.reader();
      if (hired++ > 0) return honest;
      return {
        read: async (order, tell) => {
          const seen = await honest.read(order, tell);
          return seen === "killed" ? seen : { ...seen, text: seen.text.replace("ç", "c") };
        },
      };
    },
  };
};

test(
  "a reader that loses one accent makes the story fail; on 40 columns the board holds",
  async () => {
    const tempo = tempoOf({ fast: true });
    const stage = withABadReader(memoryStage(tempo));
    let drawn = "";
    const show = createScreen({
      write: (piece) => {
        drawn += piece;
      },
      size: () => ({ columns: 40, rows: 24 }),
      paint: createPaint(false),
    });
    const outcomes = await playStory({ stage, show, tempo, seed: 11, text });
    const facts = {
      store: stage.store,
      cast: stage.cast,
      seed: 11,
      paceMs: tempo.paceMs,
      letters: lettersIn(text),
      bytes: Buffer.byteLength(text),
      tokens: 0,
      hash: shortHash(text),
    };
    show.close(facts, outcomes);
    await stage.close();

    expect(exitCodeOf(outcomes)).toBe(1);
    const wrong = outcomes.flatMap(({ findings }) =>
      findings.filter(({ complaints }) => complaints.length > 0).map(({ name }) => name),
    );
    expect(wrong).toEqual(["desk", "desk", "desk", "desk"]);
    expect(drawn).toContain("✗ desk");
    expect(drawn).toMatch(/differs from letter \d+/);
    expect(drawn).toContain("4 of 21 findings");

    const bare = stripVTControlCharacters(drawn);
    for (const line of bare.split(/[\r\n]+/)) expect(columnsOf(line), line).toBeLessThanOrEqual(40);
    // Colourless as asked, and the terminal is as it was: lines wrap and the cursor is seen.
    const controls = drawn.split("\u001b[").slice(1);
    expect(controls.filter((control) => /^[0-9;]*m/.test(control))).toEqual([]);
    expect(drawn.endsWith("\u001b[?7h\u001b[?25h")).toBe(true);
  },
  long,
);

test(
  "asked wrongly, it says how to ask, with 2",
  async () => {
    const { code, out, err } = await story(["--seed", "many"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/--seed takes a number[\s\S]*--fast/);
  },
  long,
);

test(
  "asked how, it says how, with 0",
  async () => {
    const { code, out } = await story(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("REDIS_URL");
  },
  long,
);
