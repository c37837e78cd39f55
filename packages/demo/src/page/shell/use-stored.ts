import { useCallback, useState } from "react";

/** A setting that survives the page: a number or a yes. */
export const useStored = <T extends number | boolean>(
  name: string,
  initial: T,
): readonly [value: T, set: (value: T) => void] => {
  const [value, setValue] = useState<T>(() => {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    return typeof kept === typeof initial ? (kept as T) : initial;
  });
  const set = useCallback(
    (next: T) => {
      localStorage.setItem(name, JSON.stringify(next));
      setValue(next);
    },
    [name],
  );
  return [value, set];
};
