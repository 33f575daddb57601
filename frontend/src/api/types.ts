/** The types of the API as its own description gives them, by the server's names. */
import type { components } from "./schema";

export type Api = components["schemas"];

/** A generated type, with what the API calls free JSON said more closely. */
export type Narrowed<Whole, Parts> = Omit<Whole, keyof Parts> & Parts;
