import { expect, it } from "vitest";
import { addressOf } from "../src/request.ts";

it.each([
  ["https://segno.test/streams/a", {}, "", "https://segno.test/streams/a"],
  ["https://segno.test/streams/a/", {}, "/stop", "https://segno.test/streams/a/stop"],
  ["/streams/a", { wait: 5_000 }, "", "/streams/a?wait=5000"],
  ["streams/a?house=7", { after: "0", wait: undefined }, "", "streams/a?house=7&after=0"],
  ["/streams/a?after=old#top", { after: "new" }, "/ttl", "/streams/a/ttl?after=new"],
])("%s, with %j%s", (url, query, path, address) => {
  expect(addressOf(url, query, path)).toBe(address);
});

it("an URL is an address as well", () => {
  expect(addressOf(new URL("https://segno.test/streams/a?b=1"))).toBe(
    "https://segno.test/streams/a?b=1",
  );
});
