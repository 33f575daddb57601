import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, bodyOf } from "@/api/client";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Dialog } from "@/ui/Dialog";
import { Disclosure } from "@/ui/Disclosure";
import { Fault } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { Tag } from "@/ui/Tag";
import { TextInput } from "@/ui/TextInput";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { FormFault } from "./FormFault";
import { PasswordInput } from "./PasswordInput";
import { type Me, meQuery } from "./queries";
import styles from "./Sign.module.css";
import { changePassword } from "./signing";
import { useForm } from "./useForm";

/** One's own account: name, password, chapters, and what one does for the network; what other parts keep comes between. */
export function AccountPage({ children }: { children?: ReactNode }) {
  const { data: me } = useSuspenseQuery(meQuery());
  if (!me.user) {
    throw new ApiError(401, { code: "sign_in_first", detail: "Sign in to see your account." });
  }
  return (
    <div className={styles.narrow}>
      <PageHeader title="Your account" lede={me.user.email} />
      <Name name={me.user.name} />
      {children}
      <Chapters me={me} userId={me.user.id} />
      {me.network_roles.length > 0 && (
        <section className={styles.part} aria-labelledby="network">
          <h2 id="network">For the network</h2>
          <ul className={styles.lines}>
            {me.network_roles.map(({ role, trained }) => (
              <li key={role} className={styles.line}>
                <p>
                  {role === "reviewer"
                    ? "You review proposals of other chapters."
                    : "You coordinate reviews."}
                </p>
                {trained && <Tag tone="good">Trained in harm reduction</Tag>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.part} aria-labelledby="calendars">
        <h2 id="calendars">Your calendars</h2>
        <p>
          All you follow, in the calendar app you already use: <a href={paths.myCalendars()}>My calendars</a>
        </p>
      </section>
      <Password />
    </div>
  );
}

function Name({ name }: { name: string }) {
  const client = useQueryClient();
  const form = useForm({ name }, async (body) => {
    const me: Me = await bodyOf(api.PATCH("/api/me", { body }));
    client.setQueryData(meQuery().queryKey, me);
    toast("Saved.");
  });

  return (
    <form className={styles.form} noValidate onSubmit={form.onSubmit}>
      <FormFault fault={form.fault} />
      <TextInput
        {...form.field("name")}
        label="What should we call you?"
        autoComplete="nickname"
        width="medium"
      />
      <div className={styles.actions}>
        <Button type="submit" busy={form.busy && "Saving"}>
          Save my name
        </Button>
      </div>
    </form>
  );
}

function Chapters({ me, userId }: { me: Me; userId: string }) {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<{ slug: string; name: string }>();
  const leave = useMutation({
    mutationFn: (slug: string) =>
      bodyOf(
        api.DELETE("/api/chapters/{slug}/people/{user_id}", { params: { path: { slug, user_id: userId } } }),
      ),
    onSuccess: async () => {
      toast(`You have left ${leaving?.name}.`);
      setLeaving(undefined);
      await client.invalidateQueries();
    },
  });

  return (
    <section className={styles.part} aria-labelledby="chapters">
      <h2 id="chapters">Your chapters</h2>
      {me.memberships.length === 0 && (
        <p>
          You belong to no chapter yet. Find yours among <a href={paths.chapters()}>the chapters</a> and ask
          to join.
        </p>
      )}
      <ul className={styles.lines}>
        {me.memberships.map(({ chapter, role }) => (
          <li key={chapter.id} className={styles.line}>
            <div>
              <ChapterMark name={chapter.name} colour={chapter.colour} href={paths.chapter(chapter.slug)} />
              <p className={styles.quiet}>{roleWords[role]}</p>
            </div>
            <div className={styles.actions}>
              <LinkButton size="small" href={paths.chapterPeople(chapter.slug)}>
                People
              </LinkButton>
              <Button size="small" variant="quiet" onClick={() => setLeaving(chapter)}>
                Leave<VisuallyHidden> {chapter.name}</VisuallyHidden>
              </Button>
            </div>
          </li>
        ))}
        {me.asked_to_join.map((asked) => (
          <li key={asked.slug} className={styles.line}>
            <p>{asked.name}</p>
            <Tag tone="info">Waiting for a lead to answer</Tag>
          </li>
        ))}
      </ul>
      <Dialog
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Leave ${leaving?.name}?`}
        actions={
          <>
            <Button
              variant="danger"
              busy={leave.isPending && "Leaving"}
              onClick={() => leaving && leave.mutate(leaving.slug)}
            >
              Leave the chapter
            </Button>
            <Button onClick={() => setLeaving(undefined)}>Stay</Button>
          </>
        }
      >
        <p>
          You will no longer see its proposals. What you wrote stays with the chapter. You can ask to join
          again.
        </p>
        <Fault>{leave.error && sentenceOf(leave.error)}</Fault>
      </Dialog>
    </section>
  );
}

function Password() {
  const form = useForm({ current: "", password: "" }, async ({ current, password }) => {
    await changePassword(current, password);
    toast("Your new password is set.");
  });

  return (
    <section className={styles.part} aria-labelledby="password-part">
      <h2 id="password-part">Password</h2>
      <Disclosure summary="Change my password">
        <form className={styles.form} noValidate onSubmit={form.onSubmit}>
          <FormFault fault={form.fault} />
          <PasswordInput {...form.field("current")} label="Current password" />
          <PasswordInput {...form.field("password")} label="New password" fresh />
          <div className={styles.actions}>
            <Button type="submit" busy={form.busy && "Saving"}>
              Change my password
            </Button>
          </div>
        </form>
      </Disclosure>
    </section>
  );
}

export const roleWords: Record<"member" | "organizer" | "lead", string> = {
  member: "You are a member.",
  organizer: "You are an organizer: you write proposals.",
  lead: "You are a lead: you sign for the chapter and let people in.",
};
