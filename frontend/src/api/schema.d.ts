/** Stands in for the generated types until `npm run types` has a backend/openapi.json to read. */

// biome-ignore lint/suspicious/noExplicitAny: replaced by the generated file
type Anything = any;

type Operation = {
  parameters: { query?: Anything; path?: Anything; header?: never; cookie?: never };
  requestBody?: { content: { "application/json": Anything } };
  responses: { 200: { headers: Anything; content: { "application/json": Anything } } };
};

export interface paths {
  [path: string]: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: Operation;
    post: Operation;
    put: Operation;
    patch: Operation;
    delete: Operation;
  };
}
