import { matrix } from "./support.ts";

matrix(38, 44);
