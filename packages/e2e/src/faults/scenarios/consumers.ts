import type { Delivery, Streams } from "@segno/core";
import type { Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import type { Said } from "../log/history.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";

const how = { group: "archive", idleMs: 600, maxDeliveries: 1_000, batch: 16 };

/** What a group was handed and acknowledged, all its consumers together. */
const openTally = () => {
  const acknowledged = new Set<number>();
  let again = 0;
  return {
    acknowledged,
    again: () => again,
    note: async ({ event: { offset }, deliveries, ack }: Delivery<Said>): Promise<void> => {
      if (deliveries > 1) again += 1;
      if (await ack()) acknowledged.add(offset);
    },
  };
};

const consume = async (
  streams: Streams<Said>,
  stream: string,
  note: (delivery: Delivery<Said>) => Promise<void>,
): Promise<void> => {
  for await (const delivery of streams.consume(stream, how)) await note(delivery);
};

/** One after the other is cut off in the midst of its work, and comes back. */
const cutOff = async (stage: Stage, { weather }: Proc): Promise<void> => {
  weather.down = true;
  await stage.pause(stage.random.whole(100, 900));
  weather.down = false;
};

/** 45: whoever of a group is cut off, and whenever the server dies, each event reaches the group. */
export const consumersCutOff: Scenario = {
  number: 45,
  name: "consumers cut off in turn, server killed (AOF always)",
  invariants: ["A", "B"],
  kinds: ["streams"],
  run: async (stage) => {
    const server = await stage.server({ appendonly: "yes", appendfsync: "always" });
    const calm = stage.process(server);
    const stream = stage.id();
    const pen = await stage.start(calm, stream);
    if (!pen.ok) throw new Error("nothing could be started");
    const tally = openTally();
    const procs = [1, 2, 3].map(() => stage.process(server, { weather: {} }));
    const consuming = procs.map(({ streams }) => consume(streams, stream, tally.note));
    const settled = Promise.allSettled(consuming);
    pen.value.scribble(2);
    for (let round = 0; round < stage.pick(2, 12); round++) {
      await Promise.all(procs.slice(0, 2).map((proc) => cutOff(stage, proc)));
      await stage.pause(stage.random.whole(0, 200));
      await server.kill();
      await server.restart();
    }
    await pen.value.rest();
    await pen.value.complete();
    const ends = await Promise.race([settled, stage.pause(15_000)]);
    const more: Violation[] = [];
    if (!ends) more.push(violation("A", "the group was not through in 15 s"));
    for (const end of ends ?? []) {
      if (end.status === "rejected") more.push(violation("A", `it ended with ${end.reason}`));
    }
    const { eventCount } = await calm.streams.describe(stream);
    const missing = eventCount - tally.acknowledged.size;
    if (missing > 0) more.push(violation("A", `${missing} of ${eventCount} reached nobody`));
    // What is acknowledged stays so: whoever comes late is handed nothing.
    const late = stage.process(server);
    let handed = 0;
    await consume(late.streams, stream, async () => void handed++);
    if (handed > 0) more.push(violation("B", `${handed} came again when all was acknowledged`));
    const [group] = (await calm.streams.groups(stream)).groups;
    if (!group?.through || group.deadLetters > 0) more.push(violation("A", JSON.stringify(group)));
    const figure = `${eventCount} events, ${tally.again()} handed out again`;
    return stage.verdict(figure, { calm, more });
  },
};
