import { describe, expect, test } from "vitest";
import type { Seen } from "../src/cast/orders.ts";
import { conclusionOf } from "../src/show/table.ts";
import { aboutReader, claim, exitCodeOf } from "../src/verdict/finding.ts";
import { complaintsAbout, type Expected } from "../src/verdict/verdict.ts";

const text = "Où ça ? 𝄋 👩🏽‍🎤 हिन्दी 한국어";

const expected: Expected = { text, ending: "completed", events: 12, status: "complete" };

const honest: Seen = {
  text,
  message: { status: "complete", content: text },
  events: 12,
  resumes: 3,
  gaps: 0,
  doubles: 0,
  resets: 0,
  mark: { position: "p", offset: 12 },
  ending: "completed",
  code: null,
};

describe("a reader", () => {
  test("that saw the source has nothing to complain of", () => {
    expect(complaintsAbout(honest, expected)).toEqual([]);
  });

  const broken: readonly (readonly [string, Partial<Seen>, RegExp])[] = [
    [
      "one letter less",
      { text: text.replace("𝄋 ", "") },
      /differs from letter 9 on: saw "👩🏽‍🎤.*the source has "𝄋 👩🏽‍🎤/u,
    ],
    [
      "one letter more",
      { text: `${text}!` },
      /differs from letter \d+ on: saw "!", the source has ""/,
    ],
    ["only the beginning", { text: text.slice(0, 5) }, /differs from letter 6 on: saw ""/],
    ["half a flag", { text: text.replace("\u200d", "") }, /differs from letter 11 on/],
    ["a gap", { gaps: 1 }, /1 event never came/],
    ["doubles", { doubles: 2 }, /2 events came twice/],
    ["other events", { events: 11 }, /saw 11 events where 12 are stored/],
    ["a reset", { resets: 1 }, /1 reset where 0 was due/],
    ["another ending", { ending: "stopped" }, /ended as stopped, not as completed/],
    ["an error", { ending: "broken", code: "diverged" }, /ended as broken \(diverged\)/],
    ["no message", { message: null }, /its message is missing/],
    [
      "another message",
      { message: { status: "complete", content: "" } },
      /the message folded from its events says something else/,
    ],
    [
      "a message left open",
      { message: { status: "streaming", content: text } },
      /its message is streaming, not complete/,
    ],
  ];

  test.each(broken)("that saw %s is told so, and the story fails", (_, otherwise, complaint) => {
    const finding = aboutReader("desk", { ...honest, ...otherwise }, expected, "all of it");
    expect(finding.complaints.join("\n")).toMatch(complaint);
    const fine = aboutReader("phone", honest, expected, "all of it");
    const outcomes = [{ title: "Act 1", findings: [fine, finding] }];
    expect(exitCodeOf(outcomes)).toBe(1);
    expect(conclusionOf(outcomes)).toEqual({
      ok: false,
      text: "1 of 2 findings are not as they should be.",
    });
  });

  test("that was to be cut and never was proves nothing", () => {
    expect(complaintsAbout(honest, { ...expected, leastResumes: 3 })).toEqual([]);
    expect(complaintsAbout(honest, { ...expected, leastResumes: 4 })).toHaveLength(1);
  });
});

describe("the exit code", () => {
  const fine = aboutReader("desk", honest, expected, "all of it");

  test("is 0 where everything is right", () => {
    expect(exitCodeOf([{ title: "Act 1", findings: [fine] }])).toBe(0);
  });

  test("is 1 where one act of many has one wrong claim", () => {
    const wrong = claim("writer A", "was killed", false, "lives");
    const outcomes = [
      { title: "Act 1", findings: [fine] },
      { title: "Act 2", findings: [fine, wrong] },
    ];
    expect(exitCodeOf(outcomes)).toBe(1);
  });

  test("is 1 where nothing was looked at", () => {
    expect(exitCodeOf([])).toBe(1);
    expect(exitCodeOf([{ title: "Act 1", findings: [] }])).toBe(1);
    expect(conclusionOf([]).ok).toBe(false);
  });
});
