import { useEffect, useState } from "react";

/** True once it has been true for so long: what passes at once is not worth a word. */
export const useLasting = (now: boolean, ms: number): boolean => {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => setLasted(true), ms);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [now, ms]);
  return now && lasted;
};
