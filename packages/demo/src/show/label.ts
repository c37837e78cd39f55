import type { Tone } from "./paint.ts";
import { isSilent, leadOf, type Row, type Scene } from "./scene.ts";

export type Label = { readonly tone: Tone; readonly text: string };

/** This many events are on their way at any moment: nobody is behind for that. */
const live = 24;

const readerLabel = (row: Row, behind: number, silent: boolean): Label => {
  switch (row.at) {
    case "away":
      return { tone: "red", text: `cut off (${row.resumes + 1})` };
    case "resting":
      return { tone: "yellow", text: behind > live ? `slow, ${behind} behind` : "slow" };
    case "not here":
      return { tone: "dim", text: "not here yet" };
    case "waiting":
      return { tone: "dim", text: "waiting" };
    case "done":
      return { tone: row.ending === "broken" ? "red" : "green", text: row.ending };
    default:
      if (behind > live) return { tone: "yellow", text: `catching up, ${behind} behind` };
      return silent ? { tone: "blue", text: "waits" } : { tone: "green", text: "live" };
  }
};

const producerLabel = (row: Row): Label => {
  switch (row.at) {
    case "killed":
      return { tone: "red", text: "killed" };
    case "frozen":
      return { tone: "blue", text: "frozen" };
    case "not here":
      return { tone: "dim", text: "standing by" };
    case "done":
      return { tone: "dim", text: row.ending };
    case "waiting":
      return { tone: "yellow", text: "waits for the lease" };
    default:
      return { tone: "cyan", text: row.at };
  }
};

/** What is said of somebody at this moment. */
export const labelOf = (row: Row, scene: Scene): Label =>
  row.role === "producer"
    ? producerLabel(row)
    : readerLabel(row, leadOf(scene) - row.events, isSilent(scene));
