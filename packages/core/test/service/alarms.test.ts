import { virtualClock } from "@segno/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alarm, Alarms } from "../../src/service/alarms.ts";

const alarm = (ring: () => void): Alarm => ({ dueAt: 0, seat: -1, ring });

describe("alarms", () => {
  it("ring when they are due, however they were set, hastened and dropped, on one timer", async () => {
    const step = fc.record({
      which: fc.nat(19),
      act: fc.constantFrom("set", "set", "drop", "wait"),
      ms: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const clock = virtualClock();
        const alarms = new Alarms(clock);
        const due = new Map<number, number>();
        const rung: string[] = [];
        const all = Array.from({ length: 20 }, (_, at) =>
          alarm(() => rung.push(`${at}@${clock.elapsed()}`)),
        );
        const expected: string[] = [];
        const wait = async (ms: number): Promise<void> => {
          const end = clock.elapsed() + ms;
          for (const [at, when] of [...due]) {
            if (when > end) continue;
            expected.push(`${at}@${when}`);
            due.delete(at);
          }
          await clock.advance(ms);
        };
        for (const { which, act, ms } of steps) {
          const one = all[which] as Alarm;
          if (act === "wait") await wait(ms);
          else if (act === "drop") {
            alarms.drop(one);
            due.delete(which);
          } else {
            alarms.set(one, ms);
            due.set(which, Math.min(due.get(which) ?? Infinity, clock.elapsed() + ms));
          }
          expect(clock.timers()).toBe(due.size > 0 ? 1 : 0);
        }
        await wait(100);
        expect(rung.sort()).toEqual(expected.sort());
        expect(clock.timers()).toBe(0);
      }),
    );
  });

  it("ring in the order of their times, and may be set again while they ring", async () => {
    const clock = virtualClock();
    const alarms = new Alarms(clock);
    const rung: string[] = [];
    const often = alarm(() => {
      rung.push(`often@${clock.elapsed()}`);
      if (clock.elapsed() < 30) alarms.set(often, 10);
    });
    const late = alarm(() => rung.push(`late@${clock.elapsed()}`));
    const dropped = alarm(() => rung.push("dropped"));
    const first = alarm(() => {
      rung.push(`first@${clock.elapsed()}`);
      alarms.drop(dropped);
    });
    alarms.set(late, 25);
    alarms.set(dropped, 7);
    alarms.set(often, 10);
    alarms.set(first, 5);
    await clock.advance(100);
    expect(rung).toEqual(["first@5", "often@10", "often@20", "late@25", "often@30"]);
  });

  it("one that throws silences no other", async () => {
    const due: (() => void)[] = [];
    let now = 0;
    const after = (_: number, callback: () => void) => {
      due.push(callback);
      return () => {};
    };
    const alarms = new Alarms({ now: () => now, elapsed: () => now, after });
    let rung = 0;
    alarms.set(
      alarm(() => {
        throw new Error("mine");
      }),
      5,
    );
    alarms.set(
      alarm(() => {
        rung++;
      }),
      5,
    );
    now = 5;
    expect(() => due.shift()?.()).toThrow("mine");
    due.shift()?.();
    expect(rung).toBe(1);
  });
});
