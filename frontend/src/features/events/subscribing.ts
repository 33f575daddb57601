/** Addresses of feeds as each calendar app wants them, the steps it asks for, and how often it looks. */

export type App = "apple" | "google" | "outlook" | "outlook_desktop" | "thunderbird" | "other";

export const apps: readonly { value: App; label: string }[] = [
  { value: "apple", label: "Apple Calendar (iPhone, iPad, Mac)" },
  { value: "google", label: "Google Calendar" },
  { value: "outlook", label: "Outlook on the web, Microsoft 365" },
  { value: "outlook_desktop", label: "Outlook for Windows (classic)" },
  { value: "thunderbird", label: "Thunderbird" },
  { value: "other", label: "Another app" },
];

/** The full address of a feed. `origin` is where this page came from, so that it is right on every deployment. */
export function feedAddress(path: string, origin: string): string {
  return `${origin}${path}`;
}

/** webcal: asks the device's own calendar app to subscribe. Google and Outlook on the web take the plain address only. */
export function webcalAddress(path: string, origin: string): string {
  return feedAddress(path, origin).replace(/^https?:/, "webcal:");
}

/** One press where the app has a page or a scheme for it; otherwise nothing, and the address is copied. */
export function shortcut(
  app: App,
  path: string,
  origin: string,
  name: string,
): { href: string; label: string } | null {
  const address = feedAddress(path, origin);
  switch (app) {
    case "apple":
      return { href: webcalAddress(path, origin), label: "Open in Apple Calendar" };
    case "outlook_desktop":
      return { href: webcalAddress(path, origin), label: "Open in Outlook" };
    case "thunderbird":
      return { href: webcalAddress(path, origin), label: "Open in Thunderbird" };
    case "google":
      return {
        href: "https://calendar.google.com/calendar/r/settings/addbyurl",
        label: "Open Google Calendar",
      };
    case "outlook": {
      const query = new URLSearchParams({ url: address, name });
      return { href: `https://outlook.live.com/calendar/0/addfromweb?${query}`, label: "Open Outlook" };
    }
    case "other":
      return null;
  }
}

export const steps: Record<App, readonly string[]> = {
  apple: [
    "Press “Open in Apple Calendar” on the device where you read your calendar.",
    "Confirm with Subscribe. On a Mac, choose iCloud as its place if you want it on your phone too.",
    "If nothing opens: in Calendar choose File, New Calendar Subscription, and paste the address. On an iPhone: Calendars, Add Calendar, Add Subscription Calendar.",
  ],
  google: [
    "Copy the address below.",
    "On a computer, open Google Calendar. The phone app shows subscriptions but cannot add one.",
    "Beside “Other calendars” press the plus sign, choose “From URL”, paste the address and press “Add calendar”.",
  ],
  outlook: [
    "Press “Open Outlook”. With a school or work account open your own Outlook instead, then Calendar, Add calendar, Subscribe from web.",
    "Check that the address is the one below, or paste it.",
    "Press Import. It stays subscribed in spite of the name of the button.",
  ],
  outlook_desktop: [
    "Press “Open in Outlook” and answer Yes.",
    "If nothing opens: Account settings, Internet Calendars, New, and paste the address.",
  ],
  thunderbird: [
    "Copy the address below.",
    "In Thunderbird’s calendar choose New calendar, On the network.",
    "Leave the user name empty, paste the address and press Find calendars, then Subscribe.",
  ],
  other: [
    "Copy the address below.",
    "Look for “subscribe”, “add by URL” or “internet calendar” in your app. Do not choose “import”: that copies once and never follows changes.",
  ],
};

/** What makers and users of each app report; nothing here is in our hands. */
export const refreshing: readonly { app: string; often: string; choice: string }[] = [
  { app: "Apple Calendar, Mac", often: "About hourly", choice: "You choose: 5 minutes to weekly" },
  { app: "Apple Calendar, iPhone", often: "About hourly", choice: "Follows “Fetch” in Settings" },
  { app: "Google Calendar", often: "Every 4 to 24 hours", choice: "No choice" },
  { app: "Outlook on the web, 365", often: "About every 3 hours; can take over a day", choice: "No choice" },
  { app: "Outlook for Windows", often: "Hourly at the earliest", choice: "Follows what our file asks" },
  { app: "Thunderbird", often: "Every 30 minutes", choice: "You choose" },
  { app: "GNOME Calendar", often: "By its own setting", choice: "You choose" },
  { app: "Nextcloud", often: "Hourly; older ones weekly", choice: "Follows what our file asks" },
  { app: "Proton Calendar", often: "Every 4 to 16 hours", choice: "No choice" },
  { app: "Fastmail", often: "About hourly", choice: "No choice" },
];
