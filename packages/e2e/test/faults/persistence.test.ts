import { matrix } from "./support.ts";

matrix(3, 6);
