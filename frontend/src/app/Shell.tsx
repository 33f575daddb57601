import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { signedOutEvent } from "@/api/client";
import { type Me, meQuery, networkQuery, useMe } from "@/features/people/queries";
import { Button, LinkButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";
import { Select } from "@/ui/Select";
import { ToastRegion } from "@/ui/ToastRegion";
import { followLinks } from "./links";
import { paths } from "./paths";
import styles from "./Shell.module.css";
import { useSignOut } from "./useSignOut";
import { type Theme, useTheme } from "./useTheme";
import { Wordmark } from "./Wordmark";

/** What stands around every page: skip link, header, footer, messages, and where focus goes when the page changes. */
export function Shell() {
  const router = useRouter();
  const me = useMe();
  const busy = useRouterState({ select: (state) => state.status === "pending" });
  const main = useRef<HTMLElement>(null);

  useEffect(() => followLinks(router), [router]);

  useEffect(
    () =>
      // Before the old page goes, and focus with it. The new page's heading takes it from here (PageHeader).
      router.subscribe("onBeforeLoad", ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) {
          // Nothing beneath an open dialog can take focus.
          document.querySelector<HTMLDialogElement>("dialog[open]")?.close();
          main.current?.focus({ preventScroll: true });
        }
      }),
    [router],
  );

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <Header me={me} />
      <div className={busy ? `${styles.travel} ${styles.busy}` : styles.travel} aria-hidden="true" />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Footer />
      <SignedOut />
      <Offline />
      <ToastRegion />
    </div>
  );
}

function Header({ me }: { me: Me | undefined }) {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const search = useRouterState({ select: (state) => state.location.searchStr });

  return (
    <header className={styles.header}>
      <div className={styles.day} aria-hidden="true" />
      <div className={styles.bar}>
        <a className={styles.home} href={paths.calendar()} aria-label="Commonhour, the calendar">
          <Wordmark />
        </a>
        <nav className={styles.nav} aria-label="Main">
          <ul>
            {linksFor(me).map((link) => (
              <li
                key={link.href}
                className={me?.user && link.href === paths.about() ? styles.wide_only : undefined}
              >
                <a href={link.href} aria-current={isUnder(pathname, link.href) ? "page" : undefined}>
                  {link.label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.account}>
          {me?.user ? (
            <AccountMenu key={pathname} user={me.user} />
          ) : (
            <LinkButton size="small" href={paths.signIn(nextAfterSignIn(pathname, search))}>
              Sign in
            </LinkButton>
          )}
        </div>
      </div>
    </header>
  );
}

/** Only what this person can use; the server refuses the rest whatever the header shows. */
export function linksFor(me: Me | undefined): { href: string; label: string }[] {
  const roles = new Set(me?.network_roles.map((each) => each.role));
  return [
    { href: paths.calendar(), label: "Calendar" },
    { href: paths.chapters(), label: "Chapters" },
    ...(me?.user ? [{ href: paths.proposals(), label: "Proposals" }] : []),
    ...(roles.has("reviewer") ? [{ href: paths.reviews(), label: "Reviews" }] : []),
    ...(roles.has("coordinator") ? [{ href: paths.coordination(), label: "Coordination" }] : []),
    { href: paths.about(), label: "About" },
  ];
}

function AccountMenu({ user }: { user: NonNullable<Me["user"]> }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const { leave, leaving, dialog } = useSignOut(user.id);

  return (
    <>
      <details
        ref={menu}
        className={styles.menu}
        onBlur={(event) => {
          if (menu.current && !menu.current.contains(event.relatedTarget)) {
            menu.current.open = false;
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && menu.current?.open) {
            menu.current.open = false;
            menu.current.querySelector("summary")?.focus();
          }
        }}
      >
        <summary>
          <Icon name="person" />
          <span className={styles.person}>{user.name}</span>
          <Icon name="chevron_down" size={16} />
        </summary>
        <div className={styles.menu_list}>
          <p className={styles.signed_in}>Signed in as {user.name}</p>
          <a href={paths.account()}>Your account</a>
          <a href={paths.myCalendars()}>My calendars</a>
          <button type="button" onClick={leave}>
            {leaving ? "Signing out" : "Sign out"}
          </button>
        </div>
      </details>
      {dialog}
    </>
  );
}

function Footer() {
  const [theme, setTheme] = useTheme();
  const network = useQuery(networkQuery()).data;

  return (
    <footer className={styles.footer}>
      <div className={styles.footer_inside}>
        <div className={styles.promise}>
          {network && <p className={styles.network}>{network.name}</p>}
          <p className={styles.promise_title}>What stands on this calendar was checked.</p>
          <p>
            Every event answers the same questions about student roles, local action, who speaks and how
            people are kept from harm. Students of another chapter verified the answers.{" "}
            <a href={paths.about()}>What is asked, and why</a>
          </p>
        </div>
        <ul className={styles.footer_links}>
          <li>
            <a href={paths.about()}>About Commonhour</a>
          </li>
          <li>
            <a href={paths.chapters()}>Chapters</a>
          </li>
          <li>
            <a href={paths.subscribe()}>Subscribe to the calendar</a>
          </li>
          <li>
            <a href={paths.apiDocs()}>For developers</a>
          </li>
          {network?.source_address && (
            <li>
              <a href={network.source_address}>Source of this version</a>
            </li>
          )}
        </ul>
        <div className={styles.scheme}>
          <Select
            label="Light or dark"
            value={theme}
            onValue={(value) => setTheme(value as Theme)}
            options={[
              { value: "system", label: "As my device" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </div>
      </div>
    </footer>
  );
}

/** The sign-in ended while someone was at work. Nothing is thrown away: they sign in beside it and go on. */
function SignedOut() {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();

  useEffect(() => {
    // A stranger who opens a page that needs a sign-in gets a page that says so; only a lost sign-in interrupts.
    const show = () => setOpen(Boolean(client.getQueryData(meQuery().queryKey)?.user));
    window.addEventListener(signedOutEvent, show);
    return () => window.removeEventListener(signedOutEvent, show);
  }, [client]);

  async function goOn(): Promise<void> {
    setOpen(false);
    await client.invalidateQueries();
  }

  return (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title="Your sign-in has ended"
      actions={
        <>
          <LinkButton variant="primary" href={paths.signIn()} target="_blank" icon="external">
            Sign in in a new tab
          </LinkButton>
          <Button onClick={goOn}>I have signed in</Button>
        </>
      }
    >
      <p>What you typed stays on this page. Sign in in another tab, come back, and go on.</p>
    </Dialog>
  );
}

function Offline() {
  const [offline, setOffline] = useState(() => !navigator.onLine);

  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);

  return (
    <div role="status">
      {offline && (
        <p className={styles.offline}>
          <Icon name="warning" /> You are offline. What you see may be out of date; what you type is kept
          here.
        </p>
      )}
    </div>
  );
}

function isUnder(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" || pathname.startsWith("/events/") : pathname.startsWith(href);
}

function nextAfterSignIn(pathname: string, search: string): string | undefined {
  const away = ["/", "/sign-in", "/sign-up", "/about"].includes(pathname) && search === "";
  return away || pathname.startsWith("/reset-password") ? undefined : pathname + search;
}
