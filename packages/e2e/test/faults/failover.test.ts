import { matrix } from "./support.ts";

matrix(32, 37);
