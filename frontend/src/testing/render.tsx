/** The whole application at one address, as a browser would open it. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type RenderResult, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { makeQueryClient } from "@/api/queryClient";
import { makeRouter } from "@/app/routes";

export function open(address: string): RenderResult & { user: UserEvent } {
  window.history.replaceState(null, "", address);
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const page = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={makeRouter(client)} />
    </QueryClientProvider>,
  );
  return { ...page, user: userEvent.setup() };
}
