import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { chaptersQuery, useMe } from "@/features/people/queries";
import { Button } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Fault } from "@/ui/Notice";
import { Select } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import styles from "./Cohosts.module.css";
import { fieldId } from "./fieldIds";
import { confirmCohost, dropCohost, nameCohost } from "./queries";
import type { Cohost, Proposal } from "./types";
import { useAct } from "./useAct";

/** Other chapters that host it too. Each is named only once it has said yes itself. */
export function Cohosts({ proposal }: { proposal: Proposal }) {
  const { data: chapters = [] } = useQuery(chaptersQuery());
  const [chosen, setChosen] = useState("");
  const { act, busy, fault } = useAct(proposal.id);
  const place = useRef<HTMLDivElement>(null);
  const hosts = [proposal.chapter.slug, ...proposal.cohosts.map((each) => each.chapter.slug)];
  const others = chapters.filter((chapter) => !hosts.includes(chapter.slug));
  const fixed = !(proposal.writable && proposal.may_write);

  return (
    <div ref={place} id={fieldId("cohosts")} tabIndex={-1}>
      {proposal.cohosts.length > 0 && (
        <ul className={styles.list}>
          {proposal.cohosts.map((cohost) => (
            <Line
              key={cohost.chapter.slug}
              cohost={cohost}
              proposal={proposal}
              onDropped={() => place.current?.focus()}
            />
          ))}
        </ul>
      )}
      <Fault>{fault?.sentence}</Fault>
      {!fixed && others.length > 0 && (
        <div className={styles.add}>
          <Select
            label="Ask a chapter to co-host"
            optional
            width="medium"
            empty="Choose a chapter"
            options={others.map((chapter) => ({ value: chapter.slug, label: chapter.name }))}
            value={chosen}
            onValue={setChosen}
          />
          {chosen && (
            <Button
              icon="add"
              busy={busy && "Asking"}
              onClick={async () => {
                if (await act(() => nameCohost(proposal.id, chosen))) {
                  setChosen("");
                  place.current?.focus();
                }
              }}
            >
              Ask them
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Line({
  cohost,
  proposal,
  onDropped,
}: {
  cohost: Cohost;
  proposal: Proposal;
  onDropped: () => void;
}) {
  const { act, busy, fault } = useAct(proposal.id);
  const me = useMe();
  const { slug, name, colour } = cohost.chapter;
  const organizes = me?.memberships
    .filter(({ role }) => role !== "member")
    .map((membership) => membership.chapter.slug);
  const mayDrop = organizes?.includes(slug) || organizes?.includes(proposal.chapter.slug);

  return (
    <li className={styles.line}>
      <ChapterMark name={name} colour={colour} />
      {cohost.confirmed_at ? (
        <Tag tone="good" icon="check">
          Confirmed
        </Tag>
      ) : (
        <Tag tone="warn" icon="clock">
          Has not confirmed yet
        </Tag>
      )}
      {proposal.writable && (
        <span className={styles.ways}>
          {proposal.may_confirm_for.includes(slug) && (
            <Button
              size="small"
              variant="primary"
              busy={busy && "Confirming"}
              onClick={() => act(() => confirmCohost(proposal.id, slug))}
            >
              Confirm that {name} co-hosts
            </Button>
          )}
          {mayDrop && (
            <Button
              size="small"
              variant="quiet"
              onClick={async () => {
                if (await act(() => dropCohost(proposal.id, slug))) {
                  onDropped();
                }
              }}
            >
              Take off <VisuallyHidden>{name}</VisuallyHidden>
            </Button>
          )}
        </span>
      )}
      {fault && <p role="alert">{fault.sentence}</p>}
    </li>
  );
}
