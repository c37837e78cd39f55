import type { Erasable } from "../ports/erasable.ts";
import { parseReaderId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Guard } from "./pages.ts";
import { patienceOf, persist } from "./persist.ts";

/** Places of a reader, as an adapter keeps them. A person of whom no reader could have the name has none. */
const placesOf = <A>({ cursors }: Context<A>): Erasable[] =>
  cursors
    ? [
        {
          name: "places",
          erase: async (person, options) => {
            const reader = parseReaderId(person);
            if (!reader) return { erased: 0, cursor: null };
            const { streams, cursor } = await cursors.forget(reader, options);
            return { erased: streams.length, cursor };
          },
        },
      ]
    : [];

/** About how many things are looked at in one call of the store. */
const stepLimit = 1_000;

/** Goes through all that is kept of a person beside the streams; gives how much there was of each. */
export const eraseBeside = async <A>(
  context: Context<A>,
  person: string,
  guard: Guard,
): Promise<Readonly<Record<string, number>>> => {
  const { settings, erasables = [] } = context;
  const counts: Record<string, number> = {};
  for (const { name, erase } of [...placesOf(context), ...erasables]) {
    let cursor: string | null | undefined;
    let count = 0;
    while (cursor !== null) {
      guard();
      const from = cursor === undefined ? {} : { cursor };
      const patience = patienceOf(context, settings.commandTimeoutMs, `erase ${name}`);
      const step = await persist(patience, () => erase(person, { ...from, limit: stepLimit }));
      count += step.erased;
      cursor = step.cursor;
    }
    counts[name] = count;
  }
  return counts;
};
