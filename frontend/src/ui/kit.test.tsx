import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Button } from "./Button";
import { CheckboxGroup, RadioGroup } from "./Choices";
import { Dialog } from "./Dialog";
import { ErrorSummary } from "./ErrorSummary";
import { TextInput } from "./TextInput";
import { ToastRegion } from "./ToastRegion";
import { toast } from "./toasts";

const user = userEvent.setup();

test("a button that may not be pressed stays reachable and says why", async () => {
  const press = vi.fn();
  render(
    <Button disabledReason="Two answers are missing." onClick={press}>
      Submit
    </Button>,
  );

  await user.tab();
  await user.keyboard("{Enter}");

  const button = screen.getByRole("button", { name: "Submit" });
  expect(button).toHaveFocus();
  expect(button).toHaveAccessibleDescription("Two answers are missing.");
  expect(press).not.toHaveBeenCalled();
});

test("a busy button says what it is doing and cannot be pressed twice", async () => {
  const press = vi.fn();
  render(
    <Button type="submit" busy="Saving" onClick={press}>
      Save
    </Button>,
  );

  await user.click(screen.getByRole("button", { name: "Saving" }));

  expect(press).not.toHaveBeenCalled();
});

test("a field is named by its label and described by hint, error and what is left of it", () => {
  render(
    <TextInput
      label="Title"
      hint="As it will stand on the calendar."
      error="Give it a title."
      limit={5}
      value="Night of films"
      onValue={() => undefined}
    />,
  );

  const field = screen.getByRole("textbox", { name: "Title" });
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(
    "As it will stand on the calendar. Error: Give it a title. 9 characters too many",
  );
});

test("a list of problems takes focus and leads to each field", async () => {
  render(
    <>
      <ErrorSummary problems={[{ message: "Give it a title.", field: "title" }]} />
      <TextInput id="title" label="Title" value="" onValue={() => undefined} />
    </>,
  );
  expect(screen.getByRole("alert", { name: "There is a problem" })).toHaveFocus();

  await user.click(screen.getByRole("link", { name: "Give it a title." }));

  expect(screen.getByRole("textbox", { name: "Title" })).toHaveFocus();
});

test("nothing is chosen for anyone", () => {
  const options = [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ];
  render(<RadioGroup label="Does anybody speak?" options={options} value={null} onValue={() => undefined} />);

  expect(screen.getAllByRole("radio").map((radio) => (radio as HTMLInputElement).checked)).toEqual([
    false,
    false,
  ]);
});

test("several choices keep the order in which they are offered", async () => {
  const options = ["a", "b", "c"].map((value) => ({ value, label: value }));
  const choose = vi.fn();
  render(<CheckboxGroup label="Access" options={options} value={["c"]} onValue={choose} />);

  await user.click(screen.getByRole("checkbox", { name: "a" }));

  expect(choose).toHaveBeenCalledWith(["a", "c"]);
});

test("what stands in a dialog starts fresh each time it opens", async () => {
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button onClick={() => setOpen(true)}>Open</Button>
        <Dialog open={open} onClose={() => setOpen(false)} title="Cancel the event?">
          <Reason />
        </Dialog>
      </>
    );
  }
  function Reason() {
    const [value, setValue] = useState("");
    return <TextInput label="Reason" value={value} onValue={setValue} />;
  }
  render(<Page />);

  await user.click(screen.getByRole("button", { name: "Open" }));
  await user.type(screen.getByRole("textbox", { name: "Reason" }), "flood");
  await user.click(screen.getByRole("button", { name: "Close" }));
  await user.click(screen.getByRole("button", { name: "Open" }));

  expect(screen.getByRole("dialog", { name: "Cancel the event?" })).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Reason" })).toHaveValue("");
});

test("a message with a way back stays until it is used", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const undo = vi.fn();
  render(<ToastRegion />);

  toast("Role removed.", { action: { label: "Undo", run: undo } });
  toast("Saved.");
  await screen.findByText("Saved.");
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();

  expect(screen.queryByText("Saved.")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByText("Role removed.")).toBeNull();
});
