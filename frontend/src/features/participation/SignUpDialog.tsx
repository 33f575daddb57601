import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import type { EventDetail } from "@/features/events/types";
import { Button } from "@/ui/Button";
import { RadioGroup } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { Fault } from "@/ui/Notice";
import { TextInput } from "@/ui/TextInput";
import { type Opening, type SignUp, seeWhatMoved, signUp, type TakingPart } from "./queries";

/** What somebody is about to ask for; a role of null is one that is not chosen yet. */
export type Way = { place_or_role: "place" | "role"; role: string | null };

const aPlace = "place";

/** Signing up, or changing it: a place or a role, and the name the hosts are to see. */
export function SignUpDialog({
  event,
  data,
  name,
  way,
  onClose,
  onDone,
}: {
  event: EventDetail;
  data: TakingPart;
  name: string;
  way: Way | null;
  onClose: () => void;
  onDone: (after: SignUp) => void;
}) {
  const formId = useId();
  const [busy, setBusy] = useState(false);

  return (
    <Dialog
      open={way !== null}
      onClose={onClose}
      title={data.mine ? "Change how you take part" : "Take part"}
      actions={
        <>
          <Button variant="primary" type="submit" form={formId} busy={busy && "Signing up"}>
            {data.mine ? "Save" : "Sign me up"}
          </Button>
          <Button onClick={onClose}>Not now</Button>
        </>
      }
    >
      {way && (
        <Wishing
          id={formId}
          event={event}
          data={data}
          name={name}
          way={way}
          busy={busy}
          onBusy={setBusy}
          onDone={onDone}
        />
      )}
    </Dialog>
  );
}

function Wishing({
  id,
  event,
  data,
  name,
  way,
  busy,
  onBusy,
  onDone,
}: {
  id: string;
  event: EventDetail;
  data: TakingPart;
  name: string;
  way: Way;
  busy: boolean;
  onBusy: (busy: boolean) => void;
  onDone: (after: SignUp) => void;
}) {
  const client = useQueryClient();
  const open = data.openings.filter((opening) => opening.left > 0 || opening.id === data.mine?.role);
  const [choice, setChoice] = useState<string | null>(way.place_or_role === "place" ? aPlace : way.role);
  const [nickname, setNickname] = useState(data.mine?.nickname ?? name);
  const [fault, setFault] = useState<{ sentence: string; fields: Record<string, string[]> }>();

  async function submit(sent: FormEvent): Promise<void> {
    sent.preventDefault();
    if (busy) {
      return;
    }
    if (choice === null) {
      setFault({ sentence: "", fields: { role: ["Choose a role, or a place."] } });
      return;
    }
    onBusy(true);
    try {
      const place = choice === aPlace;
      const after = await signUp(event.slug, {
        place_or_role: place ? "place" : "role",
        role: place ? null : choice,
        nickname,
      });
      await seeWhatMoved(client, event.slug);
      if (after.mine) {
        onDone(after.mine);
      }
    } catch (error) {
      setFault({ sentence: sentenceOf(error), fields: error instanceof ApiError ? error.fields : {} });
      await seeWhatMoved(client, event.slug);
      if (error instanceof ApiError && error.status === 409) {
        setChoice(null);
      }
    } finally {
      onBusy(false);
    }
  }

  return (
    <form id={id} noValidate onSubmit={submit}>
      <Fault>{fault && Object.keys(fault.fields).length === 0 && fault.sentence}</Fault>
      {data.openings.length > 0 && (
        <RadioGroup
          label="What would you like?"
          value={choice}
          onValue={setChoice}
          error={fault?.fields.role?.join(" ")}
          options={[{ value: aPlace, label: "A place", hint: placeHint(data) }, ...open.map(asOption)]}
        />
      )}
      <TextInput
        label="What shall the hosts call you?"
        hint="A nickname is enough. Nobody else sees it."
        autoComplete="nickname"
        width="medium"
        value={nickname}
        onValue={setNickname}
        error={fault?.fields.nickname?.join(" ")}
      />
    </form>
  );
}

function placeHint({ places, mine }: TakingPart): string | undefined {
  const isFull = places.left === 0 && (mine === null || mine.place_or_role === "role");
  return isFull ? "Every place is taken: you wait, and move up by yourself." : undefined;
}

function asOption(opening: Opening): { value: string; label: string; hint: string } {
  const hours =
    opening.hours === null ? "" : ` · about ${opening.hours} ${opening.hours === 1 ? "hour" : "hours"}`;
  return {
    value: opening.id,
    label: opening.name,
    hint: `${opening.duties}${opening.duties ? " · " : ""}${opening.left} of ${opening.how_many} still open${hours}`,
  };
}
