import type { Bench } from "../bench.ts";
import { type Ask, askProgram } from "../child.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn } from "../measure/rounds.ts";
import type { AskedOfCrowd } from "../sse/crowd.ts";
import { frameOf } from "../sse/frame.ts";
import type { Asked, Tail } from "../sse/origin.ts";
import type { Heard } from "../sse/tally.ts";

const streams = 10;
const clients = 1_000;
/** Of each stream. */
const perSecond = 20;
const yardstick = "a bare server";

type Seconds = {
  /** Before anything counts but a loss: clients have only just come, and servers compile. */
  readonly settling: number;
  readonly counted: number;
};

/** A crowd comes, streams are written to for so long, the crowd leaves. */
const held = async (
  bench: Bench,
  server: Ask<Asked>,
  crowd: Ask<AskedOfCrowd>,
  { settling, counted }: Seconds,
): Promise<Heard> => {
  const ids = Array.from({ length: streams }, () => bench.fresh());
  const opened = ids.map((id) => server({ do: "open", id, events: 0 }));
  const tails = (await Promise.all(opened)) as Tail[];
  await crowd({ do: "come", tails, each: clients / streams });
  const forMs = (settling + counted) * 1_000;
  await server({ do: "pace", ids, perSecond: perSecond * streams, forMs });
  const first = settling * perSecond;
  const events = first + counted * perSecond;
  return (await crowd({ do: "leave", events, first })) as Heard;
};

/** 1,000 clients, 100 of each of 10 streams, in one process, and the server in another: 20,000 deliveries a second. */
export const sse1k = async (bench: Bench): Promise<readonly Figure[]> => {
  const seconds = bench.quick ? { settling: 1, counted: 1 } : { settling: 2, counted: 60 };
  const crowd = askProgram<AskedOfCrowd>(bench, "sse/crowd");
  const ours = askProgram<Asked>(bench, "sse/ours");
  const bare = askProgram<Asked>(bench, "sse/bare", [await frameOf(ours, bench.fresh())]);
  const by = (server: Ask<Asked>) => () => held(bench, server, crowd, seconds);
  const rounds = await inTurn(1, { ours: by(ours), raw: by(bare) }, { warmUp: 0 });
  const of = (side: string, what: keyof Heard) => (rounds[side] ?? []).map((each) => each[what]);
  const [expected = 0] = of("ours", "expected");
  return [
    medianFigure(
      {
        name: "p99",
        unit: "ms",
        targets: [{ of: "raw", most: 1.5 }],
        yardstick,
        note: `held for ${seconds.counted} s; the bare server stores nothing and writes the same bytes`,
      },
      { ours: of("ours", "p99"), raw: of("raw", "p99") },
    ),
    medianFigure(
      {
        name: "lost",
        unit: "events",
        targets: [{ most: 0 }],
        note: `of ${expected.toLocaleString("en")} deliveries, each client's in turn`,
      },
      { ours: of("ours", "lost"), [yardstick]: of("raw", "lost") },
    ),
  ];
};
