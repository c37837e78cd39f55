/** Looks at a handler that something else has mounted: `node visit.js http://127.0.0.1:3000/api`. */
import { httpAt } from "./http-at.ts";

await httpAt(String(process.argv[2]));
console.log("it is served");
