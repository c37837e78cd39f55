import type { Notice } from "@segno/core";
import { fairWeather, type Weather } from "./weather.ts";

/** Weather that lasts. The promises hold in each of these; only how soon may differ. */
export type Climate = { readonly name: string; readonly weather: () => Weather };

const every = (nth: number): (() => boolean) => {
  let count = 0;
  return () => {
    count += 1;
    return count % nth === 0;
  };
};

/** Each pair the other way round. */
const swapped = (): ((notice: Notice) => readonly Notice[]) => {
  let held: Notice | null = null;
  return (notice) => {
    if (!held) {
      held = notice;
      return [];
    }
    const pair = [notice, held];
    held = null;
    return pair;
  };
};

/** What it says now, and what it said before. */
const stuttering = (): ((notice: Notice) => readonly Notice[]) => {
  const said: Notice[] = [];
  return (notice) => {
    said.push(notice);
    return [notice, ...said.slice(-3)];
  };
};

const bare = (notice: Notice): Notice => {
  if (notice._tag !== "appended") return notice;
  const { entries: _, ...rest } = notice;
  return rest;
};

export const calm: Climate = { name: "calm", weather: fairWeather };

export const climates: readonly Climate[] = [
  calm,
  {
    name: "notices are lost",
    weather: () => ({ ...fairWeather(), notices: () => () => [] }),
  },
  {
    name: "every second notice is lost",
    weather: () => ({
      ...fairWeather(),
      notices: () => {
        const lost = every(2);
        return (notice) => (lost() ? [] : [notice]);
      },
    }),
  },
  {
    name: "notices are doubled, and old ones repeated",
    weather: () => ({ ...fairWeather(), notices: stuttering }),
  },
  {
    name: "notices are reordered",
    weather: () => ({ ...fairWeather(), notices: swapped }),
  },
  {
    name: "notices name the range alone",
    weather: () => ({ ...fairWeather(), notices: () => (notice) => [bare(notice)] }),
  },
  {
    name: "every third reply is lost",
    weather: () => ({ ...fairWeather(), loseReply: every(3) }),
  },
  {
    name: "every third request is lost",
    weather: () => ({ ...fairWeather(), loseRequest: every(3) }),
  },
];
