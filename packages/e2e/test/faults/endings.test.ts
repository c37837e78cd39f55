import { matrix } from "./support.ts";

matrix(26, 31);
