import { describe, expect, test } from "vitest";
import { figureOf, medianFigure } from "../src/measure/figure.ts";
import { metricOf } from "../src/measure/metric.ts";
import { inTurn } from "../src/measure/rounds.ts";
import { quantile } from "../src/measure/statistics.ts";

const unit = "chunks/s";

describe("a figure", () => {
  test("is the medians of both sides, their ratio, and the ratios of the rounds", () => {
    const rounds = { raw: [10, 30, 20], ours: [20, 30, 60], peer: [1, 2, 9] };
    const figure = medianFigure({ unit, targets: [{ of: "raw", least: 1.5 }] }, rounds);
    expect(figure).toMatchObject({ ours: 30, raw: 20, ratio: 1.5, spread: [1, 3] });
    expect(figure).toMatchObject({ peers: { peer: 2 }, target: "≥ 1.5 × raw", holds: true });
  });

  test("of pooled samples takes them from all rounds", () => {
    const rounds = {
      raw: [[1, 1, 1, 1]],
      ours: [
        [1, 2],
        [3, 4],
      ],
    };
    const figure = figureOf({ unit: "ms", targets: [] }, rounds, (all) =>
      quantile(all.flat(), 0.5),
    );
    expect(figure).toMatchObject({ ours: 3, raw: 1, ratio: 3, holds: true });
  });

  test.each([
    [{ of: "raw", least: 1.5 }, 12, "20 % short (≥ 1.5 × raw)"],
    [{ of: "raw", most: 1.1 }, 11.55, "5.0 % over (≤ 1.1 × raw)"],
    [{ of: "raw", plus: 8 }, 20, "25 % over (≤ raw + 8)"],
    [{ least: 1_000_000 }, 400_000, "60 % short (≥ 1,000,000)"],
    [{ most: 0 }, 3, "3 over (≤ 0)"],
    [{ of: "peer", least: 2 }, 90, "10 % short (≥ 2 × peer)"],
    [{ of: "nobody", least: 2 }, 90, "not measured (≥ 2 × nobody)"],
  ])("%j is missed by %d: %s", (target, ours, miss) => {
    const figure = medianFigure(
      { unit, targets: [target] },
      { raw: [10], ours: [ours], peer: [50] },
    );
    expect(figure).toMatchObject({ holds: false, misses: [miss] });
  });

  test("within the spread is one round that is no worse", () => {
    const targets = [{ of: "raw", most: 1.1, withinSpread: true }];
    const judged = { unit, targets, yardstick: "at 100" };
    const worse = medianFigure(judged, { raw: [100, 100, 100], ours: [104, 105, 106] });
    expect(worse.misses).toEqual(["no round below 1.04 × (≤ 1.1 × at 100, within the spread)"]);
    expect(medianFigure(judged, { raw: [100, 100], ours: [99, 106] }).holds).toBe(true);
  });
});

test("a metric holds where all its figures do", () => {
  const of = (name: string, ours: number) =>
    medianFigure({ name, unit, targets: [{ least: 10 }] }, { ours: [ours] });
  const metric = metricOf("both", [of("one", 11), of("two", 9)]);
  expect(metric).toMatchObject({
    name: "both",
    ours: 11,
    target: "one ≥ 10; two ≥ 10",
    holds: false,
  });
});

test("sides take turns, and the first rounds do not count", async () => {
  const said: string[] = [];
  const side = (name: string) => async () => said.push(name);
  const rounds = await inTurn(2, { raw: side("raw"), ours: side("ours") });
  expect(said).toEqual(["raw", "ours", "raw", "ours", "raw", "ours"]);
  expect(rounds).toEqual({ raw: [3, 5], ours: [4, 6] });
});
