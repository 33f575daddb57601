import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, bodyOf } from "@/api/client";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { formatDay } from "@/ui/dates";
import { PageHeader } from "@/ui/PageHeader";
import { Select } from "@/ui/Select";
import { Table } from "@/ui/Table";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { type ChapterRole, chapterPeopleQuery, chapterQuery, joinRequestsQuery, meQuery } from "./queries";
import styles from "./Sign.module.css";

/** Who belongs to a chapter, for its own people; leads answer requests and give roles here. */
export function ChapterPeoplePage() {
  const { slug = "" } = useParams({ strict: false });
  const { data: chapter } = useSuspenseQuery(chapterQuery(slug));
  const { data: people } = useSuspenseQuery(chapterPeopleQuery(slug));
  const { data: me } = useSuspenseQuery(meQuery());
  const leads = me.memberships.some(
    (membership) => membership.chapter.slug === slug && membership.role === "lead",
  );

  return (
    <div data-colour={chapter.colour}>
      <PageHeader
        title={`People of ${chapter.name}`}
        eyebrow={<a href={paths.chapter(slug)}>{chapter.name}</a>}
        lede="Only people of this chapter and coordinators see this page."
      />
      {leads && <Requests slug={slug} />}
      <Table
        caption="Members, organizers and leads"
        rows={people}
        rowKey={(person) => person.id}
        columns={[
          { header: "Name", cell: (person) => person.name },
          {
            header: "Role",
            cell: (person) => (leads ? <RoleSelect slug={slug} person={person} /> : roleNames[person.role]),
          },
          { header: "Since", cell: (person) => formatDay(person.since.slice(0, 10), "long") },
        ]}
      />
    </div>
  );
}

function Requests({ slug }: { slug: string }) {
  const { data: requests } = useSuspenseQuery(joinRequestsQuery(slug));
  const client = useQueryClient();
  const answer = useMutation({
    mutationFn: ({ id, accept }: { id: string; name: string; accept: boolean }) =>
      bodyOf(
        api.POST("/api/chapters/{slug}/requests/{request_id}", {
          params: { path: { slug, request_id: id } },
          body: { accept },
        }),
      ),
    onSuccess: async (_, { name, accept }) => {
      toast(accept ? `${name} is now a member.` : `You have declined ${name}'s request.`);
      await client.invalidateQueries({ queryKey: ["chapters"] });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "error" }),
  });

  if (requests.length === 0) {
    return null;
  }
  return (
    <section className={styles.requests} aria-labelledby="requests">
      <h2 id="requests">Asking to join</h2>
      <ul className={styles.lines}>
        {requests.map(({ id, name, words }) => (
          <li key={id} className={styles.line}>
            <div>
              <p>
                <strong>{name}</strong>
              </p>
              {words && <p className={styles.quiet}>{words}</p>}
            </div>
            <div className={styles.actions}>
              <Button
                size="small"
                variant="primary"
                busy={
                  answer.isPending && answer.variables.id === id && answer.variables.accept && "Letting in"
                }
                onClick={() => answer.mutate({ id, name, accept: true })}
              >
                Let {name} in
              </Button>
              <Button size="small" onClick={() => answer.mutate({ id, name, accept: false })}>
                Decline<VisuallyHidden> {name}</VisuallyHidden>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RoleSelect({ slug, person }: { slug: string; person: { id: string; name: string; role: string } }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (role: ChapterRole) =>
      bodyOf(
        api.PATCH("/api/chapters/{slug}/people/{user_id}", {
          params: { path: { slug, user_id: person.id } },
          body: { role },
        }),
      ),
    onSuccess: async (_, role) => {
      const before = person.role as ChapterRole;
      // A choice made with the arrow keys is made at once, so it can be taken back at once.
      toast(`${person.name} is now ${roleWords[role]}.`, {
        action: { label: "Undo", run: () => change.mutate(before) },
      });
      await client.invalidateQueries();
    },
    onError: (error) => toast(sentenceOf(error), { tone: "error" }),
  });

  return (
    <div className={styles.in_row}>
      <Select
        label={`Role of ${person.name}`}
        labelHidden
        value={person.role}
        onValue={(role) => change.mutate(role as ChapterRole)}
        options={Object.entries(roleNames).map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}

const roleNames: Record<ChapterRole, string> = { member: "Member", organizer: "Organizer", lead: "Lead" };
const roleWords: Record<ChapterRole, string> = {
  member: "a member",
  organizer: "an organizer",
  lead: "a lead",
};
