import { useCallback, useState } from "react";
import { keep, kept } from "./storage.ts";

/** What was kept as JSON; undefined where it is none. */
const found = (name: string): unknown => {
  try {
    return JSON.parse(kept(name) ?? "");
  } catch {
    return undefined;
  }
};

/** A setting that survives the page: a number or a yes. */
export const useStored = <T extends number | boolean>(
  name: string,
  initial: T,
): readonly [value: T, set: (value: T) => void] => {
  const [value, setValue] = useState<T>(() => {
    const last = found(name);
    return typeof last === typeof initial ? (last as T) : initial;
  });
  const set = useCallback(
    (next: T) => {
      keep(name, JSON.stringify(next));
      setValue(next);
    },
    [name],
  );
  return [value, set];
};
