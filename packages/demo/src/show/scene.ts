import type { Doing, Report, Seen } from "../cast/orders.ts";

export type Role = "producer" | "reader";

/** What somebody is at: what it says itself, and what only others can know of it. */
export type At = Doing | "not here" | "killed" | "frozen" | "woken" | "done";

/** One line of the board. */
export type Row = {
  readonly name: string;
  readonly role: Role;
  at: At;
  events: number;
  text: string;
  position: string;
  resumes: number;
  /** How it ended. */
  ending: string;
};

/** What an act's board shows at this moment. */
export type Scene = {
  /** As long as the whole text, in the same units as a row's. */
  readonly length: number;
  readonly rows: readonly Row[];
  /** What was worth a word, the last at the end. */
  readonly notes: string[];
};

export const createRow = (name: string, role: Role): Row => ({
  name,
  role,
  at: "not here",
  events: 0,
  text: "",
  position: "",
  resumes: 0,
  ending: "",
});

export const takeReport = (row: Row, report: Report): void => {
  if (report.type === "happening") {
    if (report.what.endsWith("resumes")) row.resumes += 1;
    return;
  }
  row.at = report.doing;
  row.events = report.events;
  row.position = report.position;
  row.text = report.anew ? report.said : row.text + report.said;
};

export const takeSeen = (row: Row, seen: Seen): void => {
  row.at = "done";
  row.events = seen.events;
  row.text = seen.text;
  row.position = seen.mark.position;
  row.resumes = seen.resumes;
  row.ending = seen.ending;
};

/** Whether anybody writes: who has read everything waits otherwise. */
export const isSilent = (scene: Scene): boolean =>
  !scene.rows.some(({ role, at }) => role === "producer" && at === "writing");

/** How far the one that writes is: who reads is behind by the rest. */
export const leadOf = (scene: Scene): number =>
  Math.max(0, ...scene.rows.filter(({ role }) => role === "producer").map(({ events }) => events));
