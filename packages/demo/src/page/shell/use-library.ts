import { useEffect, useState } from "react";
import type { Library } from "../../wire.ts";

const none: Library = { store: "", texts: [] };

/** The texts that can be asked for; none until they are there. */
export const useLibrary = (): Library => {
  const [library, setLibrary] = useState(none);
  useEffect(() => {
    const leaving = new AbortController();
    fetch("/api/texts", { signal: leaving.signal })
      .then(async (answer) => setLibrary((await answer.json()) as Library))
      .catch(() => {});
    return () => leaving.abort();
  }, []);
  return library;
};
