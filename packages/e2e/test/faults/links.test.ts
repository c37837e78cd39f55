import { matrix } from "./support.ts";

matrix(7, 16);
