import { matrix } from "./support.ts";

matrix(1, 2);
