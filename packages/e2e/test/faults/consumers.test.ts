import { matrix } from "./support.ts";

matrix(45, 45);
