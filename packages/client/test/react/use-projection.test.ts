import "../support/dom.ts";
import type { Projection, Recorded } from "@segno/core/browser";
import { createElement } from "react";
import { expect, it } from "vitest";
import { useProjection, type ViewOptions } from "../../src/react/index.ts";
import { url } from "../support/gather.ts";
import { liveServer } from "../support/live-server.ts";
import { life, secondLife } from "../support/log.ts";
import { rendering } from "../support/rendering.ts";

/** It knows nothing of lives, as a projection need not. */
const chunks: Projection<number, Recorded<string>> = {
  initial: 0,
  evolve: (count, { type }) => (type === "chunk" ? count + 1 : count),
};

type Props = { readonly options: ViewOptions<string, number> };

const Count = ({ options }: Props) =>
  createElement("output", null, useProjection(url, chunks, options).state);

it("folds with a projection of the page's own, and anew where the stream is begun anew", async () => {
  const server = liveServer();
  const { options, settle, pass, show } = rendering();
  const { text } = show(Count, { options: { ...options, fetch: server.fetch, initial: 40 } });
  expect(text()).toBe("40");
  await settle();
  server.send(...life(["a", "b", "c"]).slice(0, 4));
  await settle();
  expect(text()).toBe("3");
  server.forget();
  server.send(...life(["d"], { incarnation: secondLife }));
  await pass(1_000);
  await settle();
  expect(text()).toBe("1");
});
