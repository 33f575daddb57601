import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError, NoAnswer } from "@/api/errors";
import { ErrorPage } from "./ErrorPage";

const refused = (status: number, code: string, detail: string) => new ApiError(status, { code, detail });

test.each([
  [
    "hidden or missing",
    refused(404, "not_here", "There is nothing here."),
    "There is nothing at this address",
  ],
  ["signed out", refused(401, "sign_in_first", "Sign in first."), "Sign in to see this page"],
  ["refused", refused(403, "forbidden", "You may not see reviews."), "This is not open to you"],
  ["no network", new NoAnswer(null), "No connection"],
  ["the server broke", refused(500, "server_error", "Something broke."), "Something went wrong"],
  ["our own fault", new TypeError("undefined is not a function"), "Something went wrong"],
])("a page that cannot be shown says so: %s", (_, error, title) => {
  render(<ErrorPage error={error} onRetry={() => undefined} />);

  expect(screen.getByRole("heading", { level: 1, name: title })).toBeVisible();
  expect(screen.queryByText(/undefined is not/)).toBeNull();
});

test("what was refused is said in the server's sentence", () => {
  render(<ErrorPage error={refused(403, "forbidden", "You may not see reviews.")} onRetry={vi.fn()} />);

  expect(screen.getByText("You may not see reviews.")).toBeVisible();
});
