import { SegnoError } from "../../errors/segno-error.ts";
import type { Groups } from "../../ports/groups.ts";
import {
  type ConsumerName,
  type GroupName,
  parseConsumerName,
  parseGroupName,
} from "../../stream/ids.ts";

const checked = <T>(what: string, value: unknown, parsed: T | null): T => {
  if (parsed !== null) return parsed;
  const shown = JSON.stringify(String(value).slice(0, 40));
  const message = `${what} is ${shown}: it takes 1 to 128 of A-Z a-z 0-9 _ . : ~ -`;
  throw new SegnoError("invalid-options", message);
};

export const groupNameOf = (value: unknown): GroupName =>
  checked("group", value, parseGroupName(value));

export const consumerNameOf = (value: unknown): ConsumerName =>
  checked("consumer", value, parseConsumerName(value));

/** An adapter says what it can do; who asks for what it cannot is told at once. */
export const supported = (groups: Groups | undefined): Groups => {
  if (groups) return groups;
  throw new SegnoError("unsupported", "This adapter has no consumer groups");
};
