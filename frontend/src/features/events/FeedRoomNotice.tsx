import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/features/people/queries";
import { Notice } from "@/ui/Notice";
import { feedRoomQuery } from "./queries";
import type { FeedRoom } from "./types";

/** For organizers: that their chapter's feed is nearly full, what happens then, and what they can do about it. */
export function FeedRoomNotice({ slug }: { slug: string }) {
  const me = useMe();
  const organizes = me?.memberships.some(
    (membership) => membership.chapter.slug === slug && membership.role !== "member",
  );
  const { data: room } = useQuery({ ...feedRoomQuery(slug), enabled: organizes === true });

  if (!room?.nearly_full) {
    return null;
  }
  const done = doneAbout(room);
  return (
    <Notice tone="warn" title={titleOf(room)}>
      <p>
        {done
          ? `Calendar apps refuse a larger feed, so ${done}. Nothing is missing on this page.`
          : "Calendar apps refuse a feed that is too large. Before this one is, past events are left out first, then those far ahead; then descriptions become links."}
      </p>
      <p>You make room by shortening long descriptions, and by ending series earlier.</p>
    </Notice>
  );
}

function titleOf(room: FeedRoom): string {
  const percent = Math.floor((100 * room.size) / room.limit);
  return percent < 100
    ? `The calendar feed of this chapter is ${percent}% full`
    : "The calendar feed of this chapter is full";
}

function doneAbout(room: FeedRoom): string {
  const parts = [
    room.starts_late && "older past events are left out",
    room.ends_early && "events far ahead are left out for now",
    room.brief && "descriptions are links",
  ].filter((part) => part !== false);
  return parts.join(", and ");
}
