import { type RefObject, useEffect, useRef, useState } from "react";

/** How near to the end counts as at the end, in px. */
const nearPx = 60;

export type Stuck = {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** Whether the reader looks at the end. */
  readonly atEnd: boolean;
  readonly toEnd: () => void;
};

/** Keeps the end of what grows in sight, for as long as the reader does not scroll away from it. */
export const useStuck = (): Stuck => {
  const ref = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const stuck = useRef(true);
  const toEnd = (): void => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  useEffect(() => {
    const box = ref.current;
    const grown = box?.firstElementChild;
    if (!box || !grown) return;
    const onScroll = (): void => {
      stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
      setAtEnd(stuck.current);
    };
    const observer = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(grown);
    observer.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);
  return { ref, atEnd, toEnd };
};
