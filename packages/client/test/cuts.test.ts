import { text } from "@segno/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badServer, bytesOf, honest, type Line, restOf } from "./support/bad-server.ts";
import { gather, said, stage } from "./support/gather.ts";
import { frame, greeting, life, realText, type Sent } from "./support/log.ts";

/** Reads a log off a server and tells what was read, and how it ended. */
const readAll = async (server: ReturnType<typeof badServer>, giveUpMs?: number) => {
  const { clock, follow } = stage({ fetch: server.fetch, giveUpMs });
  const events = await clock.until(gather(follow));
  expect(server.counts.open).toBe(0);
  expect(clock.timers()).toBe(0);
  return { events, ending: await follow.ended };
};

const positions = (log: readonly { readonly position: string }[]) =>
  log.map(({ position }) => position);

describe("a line that is cut", () => {
  const log = life(realText);
  const bytes = bytesOf(greeting + log.map(frame).join(""));

  it.each(["close", "break"] as const)("at any byte loses and doubles nothing: %s", async (end) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const server = badServer((asked, nth) =>
        nth === 0 ? { bytes: bytes.slice(0, cut), end } : honest(log)(asked),
      );
      const { events, ending } = await readAll(server);
      expect(said(events)).toBe(realText.join(""));
      expect(positions(events)).toEqual(positions(log));
      expect(ending._tag).toBe("completed");
    }
  });

  it("after every single byte still comes to its end", async () => {
    const short = life(["👩‍👩‍👧‍👦", "é"]);
    const whole = (asked: Parameters<typeof restOf>[1]) =>
      bytesOf(restOf(short, asked).map(frame).join(""));
    // Each line is one byte longer than the last, until an event comes through.
    const server = badServer((asked, nth) => ({
      bytes: whole(asked).slice(0, nth + 1),
      end: "break",
    }));
    const { events } = await readAll(server, Infinity);
    expect(said(events)).toBe("👩‍👩‍👧‍👦é");
    expect(server.asked.length).toBeGreaterThan(100);
  });
});

/** What may happen to a line between an honest server and a reader. */
type Mishap = {
  readonly cut: number;
  readonly back: number;
  readonly twice: boolean;
  readonly turned: number | null;
  readonly dropped: number | null;
  readonly newline: "\n" | "\r\n";
  readonly bom: boolean;
  readonly noise: string;
  readonly pieces: readonly number[];
  readonly end: "close" | "break" | "silence";
};

const mishap: fc.Arbitrary<Mishap> = fc.record({
  cut: fc.nat({ max: 1_500 }),
  back: fc.nat({ max: 5 }),
  twice: fc.boolean(),
  turned: fc.option(fc.nat({ max: 6 })),
  dropped: fc.option(fc.nat({ max: 6 })),
  newline: fc.constantFrom("\n", "\r\n"),
  bom: fc.boolean(),
  noise: fc.constantFrom(
    "",
    ": keep-alive\n\n",
    "event: advert\ndata: {}\n\n",
    "data: of no name\n\n",
    "id: 7\n\n",
    "retry: soon\nnonsense\n: x\n\n",
  ),
  pieces: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }),
  end: fc.constantFrom("close", "break", "silence"),
});

const suffer = (log: readonly Sent[], rest: readonly Sent[], one: Mishap): Line => {
  const sent = log.slice(Math.max(0, log.length - rest.length - one.back));
  const frames = sent.flatMap((each) => (one.twice ? [frame(each), frame(each)] : [frame(each)]));
  if (one.dropped !== null) frames.splice(one.dropped, 1);
  if (one.turned !== null) frames.push(...frames.splice(one.turned, 1));
  const wire = greeting + frames.join(one.noise) + one.noise;
  const bytes = bytesOf((one.bom ? "\ufeff" : "") + wire.replaceAll("\n", one.newline));
  return { bytes: bytes.slice(0, one.cut), pieces: one.pieces, end: one.end };
};

describe("whatever happens to its lines", () => {
  it("a reader has every event, once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 8 }),
        fc.array(mishap, { maxLength: 6 }),
        async (chunks, mishaps) => {
          const log = life(chunks);
          const server = badServer((asked, nth) => {
            const one = mishaps[nth];
            return one ? suffer(log, restOf(log, asked), one) : honest(log)(asked);
          });
          const { events, ending } = await readAll(server);
          expect(said(events)).toBe(chunks.join(""));
          expect(positions(events)).toEqual(positions(log));
          expect(ending._tag).toBe("completed");
        },
      ),
      { numRuns: 300 },
    );
  });

  it("one that comes back later, from any position, has exactly the rest", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 8 }),
        fc.array(mishap, { maxLength: 4 }),
        async (chunks, seen, mishaps) => {
          const log = life(chunks);
          const from = Math.min(seen, log.length - 2);
          const after = log[from]?.position;
          const server = badServer((asked, nth) => {
            const one = mishaps[nth];
            return one ? suffer(log, restOf(log, asked), one) : honest(log)(asked);
          });
          const { clock, follow } = stage({ fetch: server.fetch, after });
          const events = await clock.until(gather(follow));
          expect(positions(events)).toEqual(positions(log.slice(from + 1)));
        },
      ),
      { numRuns: 150 },
    );
  });
});
