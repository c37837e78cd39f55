import { type RefObject, useEffect, useRef, useState } from "react";

/** How near to the end counts as at the end, in px. */
const nearPx = 60;

export type Stuck<E> = {
  readonly ref: RefObject<E | null>;
  /** Whether the reader looks at the end. */
  readonly atEnd: boolean;
  readonly toEnd: () => void;
};

/** Keeps the end of what grows in sight, for as long as the reader does not scroll away from it. */
export const useStuck = <E extends HTMLElement>(): Stuck<E> => {
  const ref = useRef<E>(null);
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
    const follow = (): void => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
    };
    let extent = "";
    const onScroll = (): void => {
      const { scrollHeight, clientHeight, clientWidth, scrollTop } = box;
      const now = `${scrollHeight} ${clientHeight} ${clientWidth}`;
      // What moved because something grew was not moved by the reader.
      if (now === extent) stuck.current = scrollHeight - scrollTop - clientHeight < nearPx;
      else follow();
      extent = now;
      setAtEnd(stuck.current);
    };
    const observer = new ResizeObserver(follow);
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
