import { useState, useSyncExternalStore } from "react";
import { createLine, type Line } from "./line.ts";

/** A line of one's own, for as long as the component is there. */
export const useLine = (): Line => useState(createLine)[0];

export const useIsCut = ({ subscribe, isCut }: Line): boolean =>
  useSyncExternalStore(subscribe, isCut);
