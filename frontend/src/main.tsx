/** The browser's way in: takes over the page that Django served. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "@/api/queryClient";
import { Boundary } from "@/app/Boundary";
import { makeRouter } from "@/app/routes";

const client = makeQueryClient();
const router = makeRouter(client);

const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Boundary>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Boundary>
    </StrictMode>,
  );
}
