import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { describeAdapter } from "@segno/testkit/vitest";

describeAdapter("memoryStreams on a virtual clock", async () => {
  const clock = virtualClock();
  const adapter = memoryStreams({ clock });
  return { adapter, clock, advance: clock.advance, close: adapter.close };
});

describeAdapter("memoryStreams on the machine's clock", async () => {
  const adapter = memoryStreams();
  return { adapter, close: adapter.close };
});
