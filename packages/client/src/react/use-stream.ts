import { type Json, textOf } from "@segno/core/browser";
import { useMemo } from "react";
import { useProjection } from "./use-projection.ts";
import type { View, ViewOptions } from "./view.ts";

export type UseStreamOptions<A> = ViewOptions<A, string> & {
  /** Which text a payload says. By default itself, where it is a text, or its `content`. */
  readonly text?: ((data: A) => string) | undefined;
};

export type StreamView<A> = View<A> & {
  /** What the stream says up to now. */
  readonly text: string;
};

const said = (data: unknown): string => {
  if (typeof data === "string") return data;
  const { content }: { readonly content?: unknown } = Object(data);
  return typeof content === "string" ? content : "";
};

/** The text of a stream as it is being written, and after. */
export const useStream = <A = Json>(
  url: string | URL | null,
  { text, ...options }: UseStreamOptions<A> = {},
): StreamView<A> => {
  const projection = useMemo(() => textOf<A>(text ?? said), [text]);
  const snapshot = useProjection<A, string>(url, projection, options);
  return useMemo(() => {
    const { state, ...view } = snapshot;
    return { ...view, text: state };
  }, [snapshot]);
};
