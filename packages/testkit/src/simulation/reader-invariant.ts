import { isTerminal, type LifecycleEvent, type Recorded, type StreamId } from "@segno/core";
import { demand } from "../kit/law.ts";
import { same, show } from "../kit/same.ts";
import type { Said } from "../kit/stage.ts";
import { placeOf, type Sitting } from "./actors.ts";
import type { Truth } from "./truth.ts";

/** An event to compare by. */
const plain = (event: LifecycleEvent<Said> & Partial<Recorded<Said>>): unknown => {
  const { position: _, offset: __, reset: ___, ...rest } = event;
  return rest;
};

/** How following may end here, besides cleanly. Only a failover makes readers diverge; nothing is trimmed. */
const endings: readonly unknown[] = ["not-found", "expired", "deleted", "store-unavailable"];

/**
 * A: over all its sittings a reader sees the beginning of each life that it met, each event once and in order, as
 * the store held it at some time; and it comes to a clean end after a terminal only.
 */
export const checkReader = (
  { lives }: Truth,
  id: StreamId,
  sittings: readonly Sitting[],
  forgetful: boolean,
  who: string,
): void => {
  let chain: string[] = [];
  let life: string | null = null;
  let ended = false;

  const known = (incarnation: string): boolean => {
    const versions = [...lives].find(([name]) => name === incarnation)?.[1] ?? [];
    return versions.some((version) =>
      chain.every((seen, at) => {
        const truth = version[at];
        return truth !== undefined && seen === show([truth.epoch, plain(truth.event)]);
      }),
    );
  };

  for (const { events, ending } of sittings) {
    for (const event of events) {
      const place = placeOf(id, event.position);
      demand(place !== null, `A: ${who} got a position that is none.`);
      if (place.incarnation !== life) {
        same(event.type, "started", `A: ${who} met another life in its middle`);
        same("reset" in event, life !== null, `A: ${who} must be told of a reset, and only then`);
        chain = [];
      }
      life = place.incarnation;
      same(place.offset, chain.length + 1, `A: ${who} lost or doubled an event`);
      chain.push(show([place.epoch, plain(event)]));
      ended = isTerminal(event);
    }
    if (life !== null) {
      const seen = `${who} saw what the store never held together`;
      demand(known(life), `A: ${seen}: ${chain.slice(-5).join(" ")}`);
    }
    if (ending === null) {
      demand(ended, `A: ${who} came to a clean end before a terminal.`);
      continue;
    }
    const told = ending === "left" || endings.includes(ending);
    demand(told || (forgetful && ending === "diverged"), `D: ${who} ended as ${String(ending)}.`);
  }
};
