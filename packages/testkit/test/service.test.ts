import { describeService } from "@segno/testkit/vitest";
import { evictable, forgetful } from "./memory.ts";

describeService("the service over the memory adapter", evictable);

describeService("the service over a store that can forget", forgetful);
