import type { Settings } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { openOver } from "../cast/open.ts";
import { write } from "../cast/producer.ts";
import { read } from "../cast/reader.ts";
import type { Tempo } from "../source/tempo.ts";
import type { Killed, ProducerActor, Stage } from "./stage.ts";
import { createValve } from "./valve.ts";

/** Everybody in this process, each over a service of its own, and one embedded store. */
export const memoryStage = (tempo: Tempo, settings: Partial<Settings> = {}): Stage => {
  const shared = memoryStreams();
  const open = () => openOver(createValve(shared).adapter, tempo, settings);
  let instances = 0;

  const producer = (): ProducerActor => {
    const valve = createValve(shared);
    let die: (how: Killed) => void = () => {};
    const death = new Promise<Killed>((resolve) => {
      die = resolve;
    });
    let dead = false;
    instances += 1;
    return {
      kind: `instance ${instances}`,
      write: (order, tell) => {
        const written = write(
          () => openOver(valve.adapter, tempo, settings),
          order,
          (report) => {
            if (!dead) tell(report);
          },
        );
        return Promise.race([written, death]);
      },
      // What is left of it waits for the store for ever, and nobody hears of it again.
      kill: async () => {
        dead = true;
        valve.shut();
        die("killed");
      },
      freeze: valve.shut,
      thaw: valve.open,
    };
  };

  return {
    store: "memory, embedded in this process",
    cast: "each an instance of its own in this process",
    streams: open(),
    reader: async () => ({ read: (order, tell) => read(open, order, tell) }),
    producer: async () => producer(),
    close: () => shared.close(),
  };
};
