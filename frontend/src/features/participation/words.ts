/** What people read of a sign-up. */
import type { SignUp, TakingPart } from "./queries";

type Held = Pick<SignUp, "place_or_role" | "role_name" | "waiting" | "position">;

export function heldWords(held: Held): string {
  if (held.waiting) {
    return `You are number ${held.position} on the waiting list`;
  }
  return held.place_or_role === "role" ? `Your role: ${held.role_name}` : "You have a place";
}

export function placesWords({ wanted, left, waiting }: TakingPart["places"]): string {
  if (left === null || wanted === null) {
    return "The number of places is not limited.";
  }
  if (wanted === 1) {
    return left > 0 ? "There is one place, and it is free." : `The one place is taken. ${lineWords(waiting)}`;
  }
  if (left > 0) {
    return `${left} of ${wanted} places ${left === 1 ? "is" : "are"} free.`;
  }
  return `All ${wanted} places are taken. ${lineWords(waiting)}`;
}

function lineWords(waiting: number): string {
  return waiting === 0 ? "Nobody waits yet." : `${waiting} ${waiting === 1 ? "waits" : "wait"}.`;
}

export const movesUp = "You move up by yourself when a place becomes free.";

/** What one has, in sentences. */
export function outcomeOf(held: Held): string {
  return held.waiting ? `${heldWords(held)}. ${movesUp}` : `${heldWords(held)}.`;
}

/** What came of a wish. Who saw a free place and got none is told why. */
export function outcomeWords(before: TakingPart, after: SignUp): string {
  const sawOne = before.places.left === null || before.places.left > 0;
  const tooLate = after.waiting && sawOne && before.mine === null;
  return `${tooLate ? "The last place went to somebody else a moment ago. " : ""}${outcomeOf(after)}`;
}
