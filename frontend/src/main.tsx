/** The browser's way in: takes over the page that Django served. */
import "@/app/look.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError, NoAnswer } from "@/api/errors";
import { makeQueryClient } from "@/api/queryClient";
import { Boundary } from "@/app/Boundary";
import { makeRouter } from "@/app/routes";

const client = makeQueryClient();
const router = makeRouter(client);
const place = document.getElementById("root");

if (place) {
  // A page that Django wrote with its facts stays readable until React has the same facts to show.
  const served = place.querySelector("main") !== null;
  const ready = served ? router.load().catch(() => undefined) : Promise.resolve();
  ready.then(() => start(place));
}

function start(root: HTMLElement): void {
  // The served page spoke the language of the event; what React draws around it is English.
  document.documentElement.lang = "en";
  createRoot(root, { onCaughtError: report }).render(
    <StrictMode>
      <Boundary>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Boundary>
    </StrictMode>,
  );
}

/** A refusal or a lost network has its page and is no fault of ours; anything else that a page caught is. */
function report(error: unknown): void {
  if (!(error instanceof ApiError || error instanceof NoAnswer)) {
    console.error(error);
  }
}
