import { positionsOf } from "@segno/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Outbox } from "../../src/service/outbox.ts";

const positionOf = positionsOf("a" as never, "01ARZ3NDEKTSV4RRFFQ69G5FAV" as never, 1);
const open = (tail = { tailMs: 1_000, tailBytes: 1_000_000 }) => new Outbox(1, tail);
const fill = (outbox: Outbox, count: number): void => {
  for (let n = 0; n < count; n++) outbox.push(`c${outbox.next}`);
};

describe("an outbox", () => {
  it("gives what is not acknowledged, in order, 256 at the most", () => {
    const outbox = open();
    fill(outbox, 300);
    expect(outbox.peek().entries).toHaveLength(256);
    expect(outbox.peek().entries[0]).toBe("c2");
    outbox.acknowledge(257, 0, { positionOf });
    expect(outbox.peek().entries).toHaveLength(44);
    expect(outbox.peek().entries[0]).toBe("c258");
    expect(outbox.waiting).toBe(44);
    expect(outbox.next).toBe(302);
  });

  it("keeps a batch within half a megabyte, but lets one large entry pass alone", () => {
    const outbox = open();
    const large = "x".repeat(100_000);
    for (let n = 0; n < 3; n++) outbox.push(large);
    expect(outbox.peek().entries).toHaveLength(1);
    const alone = open();
    alone.push("x".repeat(500_000));
    expect(alone.peek().entries).toHaveLength(1);
  });

  it("says that a batch ends with a terminal only when it is in it", () => {
    const outbox = open();
    fill(outbox, 256);
    outbox.push("end", "completed");
    expect(outbox.peek().terminal).toBeNull();
    outbox.acknowledge(257, 0, { positionOf });
    expect(outbox.peek()).toEqual({ entries: ["end"], terminal: "completed" });
  });

  it("tells each write its position, once, and the others why not", async () => {
    const outbox = open();
    const writes = [2, 3, 4].map((offset) => outbox.pushAwaited(`c${offset}`));
    outbox.acknowledge(3, 0, { positionOf });
    outbox.rejectAll(new Error("over"));
    expect(await Promise.allSettled(writes)).toMatchObject([
      { value: positionOf(2) },
      { value: positionOf(3) },
      { reason: { message: "over" } },
    ]);
    expect([outbox.waiting, outbox.waitingBytes]).toEqual([0, 0]);
  });

  it("goes back as far as its tail reaches, which is bounded in time and in bytes", () => {
    const outbox = open();
    fill(outbox, 10);
    outbox.acknowledge(11, 0, { positionOf });
    expect(outbox.rewind(5)).toBe(true);
    expect(outbox.peek().entries[0]).toBe("c6");
    outbox.acknowledge(11, 0, { positionOf });
    fill(outbox, 1);
    outbox.acknowledge(12, 2_000, { positionOf });
    expect(outbox.rewind(10)).toBe(false);
    expect(outbox.rewind(11)).toBe(true);

    const small = open({ tailMs: 1_000_000, tailBytes: 10 });
    fill(small, 100);
    small.acknowledge(101, 0, { positionOf });
    expect(small.rewind(90)).toBe(false);
    expect(small.rewind(99)).toBe(true);
  });

  it("any order of writing, acknowledging and going back gives every entry at its own offset", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("push" as const), n: fc.nat({ max: 300 }) }),
      fc.record({ do: fc.constant("ack" as const), n: fc.nat({ max: 300 }) }),
      fc.record({ do: fc.constant("rewind" as const), n: fc.nat({ max: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = open({ tailMs: 5, tailBytes: 1_000 });
        let acked = 1;
        for (const [now, { do: what, n }] of steps.entries()) {
          if (what === "push") fill(outbox, n);
          if (what === "ack") {
            acked = Math.min(outbox.next - 1, acked + n);
            outbox.acknowledge(acked, now, { positionOf });
          }
          if (what === "rewind" && outbox.rewind(acked - n)) acked -= n;
          expect(outbox.waiting).toBe(outbox.next - 1 - acked);
          const { entries } = outbox.peek();
          expect(entries).toEqual(entries.map((_, at) => `c${acked + 1 + at}`));
          expect(entries).toHaveLength(Math.min(256, outbox.waiting));
        }
      }),
    );
  });
});
