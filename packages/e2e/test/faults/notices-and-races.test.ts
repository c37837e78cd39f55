import { matrix } from "./support.ts";

matrix(17, 25);
