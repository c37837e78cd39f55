import { describeService } from "@segno/testkit/vitest";
import { evictable } from "./memory.ts";

describeService("the service over the memory adapter", evictable);
