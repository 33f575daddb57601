/** Addresses of feeds as each calendar app wants them, the steps it asks for, and how often it looks. */

export type App =
  | "apple"
  | "google"
  | "android"
  | "outlook"
  | "outlook_desktop"
  | "thunderbird"
  | "gnome"
  | "nextcloud"
  | "proton"
  | "fastmail"
  | "other";

/** What stands on the screen where a step is: a list, and the line of it to press. */
export type Sketch = { shows: readonly string[]; press: string };

export type Way = {
  app: App;
  label: string;
  /** What to answer where one press opens the app; without it, the address is copied first. */
  confirm?: string;
  /** What to do with the address in hand. */
  steps: readonly string[];
  sketches?: readonly Sketch[];
  /** How often it asks for news, as its maker or its users report; nothing here is in our hands. */
  asks?: string;
  choice?: string;
};

export const ways: readonly Way[] = [
  {
    app: "apple",
    label: "Apple Calendar (iPhone, iPad, Mac)",
    confirm: "Then confirm with Subscribe.",
    steps: [
      "On an iPhone or iPad: in Calendar press Calendars, Add Calendar, Add Subscription Calendar.",
      "On a Mac: in Calendar choose File, New Calendar Subscription.",
      "Paste the address and press Subscribe. On a Mac, choose iCloud as its location if you want it on your phone too.",
    ],
    sketches: [
      {
        shows: ["Add Calendar", "Add Subscription Calendar", "Add Holiday Calendar"],
        press: "Add Subscription Calendar",
      },
    ],
    asks: "About hourly",
    choice: "Yes. Mac: 5 minutes to weekly. iPhone: in Settings, “Fetch New Data”",
  },
  {
    app: "google",
    label: "Google Calendar",
    steps: [
      "Open Google Calendar on a computer. The phone app shows subscriptions but cannot add one.",
      "Beside “Other calendars” press the plus sign, then choose “From URL”.",
      "Paste the address and press “Add calendar”. It shows on your phone a little later.",
    ],
    sketches: [
      { shows: ["My calendars", "Other calendars  +"], press: "Other calendars  +" },
      {
        shows: ["Subscribe to calendar", "Create new calendar", "Browse calendars of interest", "From URL"],
        press: "From URL",
      },
    ],
    asks: "Every 4 to 24 hours",
    choice: "No",
  },
  {
    app: "android",
    label: "An Android phone",
    steps: [
      "Android itself cannot subscribe. If your phone shows Google Calendar, add the address there, once, on a computer: see Google Calendar in this list.",
      "Then look in the phone app’s settings whether the new calendar is ticked and synced.",
      "Without a computer, an app such as ICSx⁵ adds the address to the phone itself: press its plus sign and paste.",
    ],
  },
  {
    app: "outlook",
    label: "Outlook on the web, new Outlook, Microsoft 365 at school",
    confirm:
      "Then check that the address is filled in, and press Import. It stays subscribed in spite of the name of the button.",
    steps: [
      "In Outlook’s calendar press “Add calendar”, then “Subscribe from web”.",
      "Paste the address, give it a name and press Import.",
      "A school may have switched this off. Then ask its help desk, or use another app.",
    ],
    sketches: [
      { shows: ["Add calendar", "My calendars"], press: "Add calendar" },
      {
        shows: ["Create blank calendar", "Subscribe from web", "Upload from file"],
        press: "Subscribe from web",
      },
    ],
    asks: "About every 3 hours; can take over a day",
    choice: "No",
  },
  {
    app: "outlook_desktop",
    label: "Outlook for Windows (classic)",
    confirm: "Then answer Yes. The new Outlook cannot be opened like this: choose it above.",
    steps: [
      "Choose File, Account Settings, Account Settings, and there the tab Internet Calendars.",
      "Press New, paste the address and press Add.",
    ],
    sketches: [
      { shows: ["E-mail", "RSS Feeds", "Internet Calendars", "Address Books"], press: "Internet Calendars" },
    ],
    asks: "Not more often than our file asks, which is hourly",
    choice: "No",
  },
  {
    app: "thunderbird",
    label: "Thunderbird",
    steps: [
      "In the calendar press New Calendar and choose “On the Network”.",
      "Leave the user name empty, paste the address and press Find Calendars, then Subscribe.",
    ],
    sketches: [{ shows: ["On My Computer", "On the Network"], press: "On the Network" }],
    asks: "Every 30 minutes",
    choice: "Yes: 1 minute to daily, or by hand",
  },
  {
    app: "gnome",
    label: "GNOME Calendar",
    steps: [
      "Open the list of calendars, choose Manage Calendars, then Add Calendar.",
      "Paste the address and press Add.",
    ],
    asks: "By its own setting",
    choice: "Yes",
  },
  {
    app: "nextcloud",
    label: "Nextcloud",
    steps: [
      "In the calendar press New calendar, then “New subscription from link (read-only)”.",
      "Paste the address and confirm.",
    ],
    asks: "As our file asks, which is hourly; older ones weekly",
    choice: "Only whoever runs it can",
  },
  {
    app: "proton",
    label: "Proton Calendar",
    steps: [
      "On a computer press the plus sign beside “My calendars”, then “Add calendar from URL”.",
      "Paste the address and press Add calendar. It then shows in the phone app too.",
    ],
    asks: "Every 4 to 16 hours",
    choice: "No",
  },
  {
    app: "fastmail",
    label: "Fastmail",
    steps: [
      "Open Settings, Calendars, and choose to subscribe to a public calendar.",
      "Paste the address, give it a name and save.",
    ],
    asks: "About hourly",
    choice: "No",
  },
  {
    app: "other",
    label: "Another app",
    steps: [
      "Look for “subscribe”, “add by URL” or “internet calendar” in your app, and paste the address.",
      "Do not choose “import”: that copies once and never follows changes.",
    ],
  },
];

/** The app that a visitor's device most likely has, by what their browser says of it. */
export function likelyApp(userAgent: string): App {
  if (/iPhone|iPad|Macintosh/.test(userAgent)) {
    return "apple";
  }
  if (/Android/.test(userAgent)) {
    return "android";
  }
  if (/Windows/.test(userAgent)) {
    return "outlook";
  }
  return /CrOS/.test(userAgent) || !/Linux/.test(userAgent) ? "google" : "thunderbird";
}

/** A phone or tablet: it need not be told how to get to a phone. */
export function isPhone(userAgent: string): boolean {
  return /iPhone|iPad|Android/.test(userAgent);
}

/** Every app, the likely one first. */
export function waysFor(userAgent: string): Way[] {
  const likely = likelyApp(userAgent);
  return ways.toSorted((one, other) => Number(other.app === likely) - Number(one.app === likely));
}

export type Door = { href: string; label: string };

/**
 * Where one press leads as far as the app lets it. webcal: asks the device's own calendar; only Apple's and classic
 * Outlook take it as it is meant: the new Outlook drops its scheme, and Thunderbird is seldom asked at all.
 */
export function doorsOf(app: App, path: string, origin: string, name: string): Door[] {
  const address = feedAddress(path, origin);
  switch (app) {
    case "apple":
      return [{ href: webcalAddress(path, origin), label: "Open in Apple Calendar" }];
    case "outlook_desktop":
      return [{ href: webcalAddress(path, origin), label: "Open in classic Outlook" }];
    case "google":
      return [googleDoor];
    case "outlook": {
      const query = new URLSearchParams({ url: address, name });
      return [
        {
          href: `https://outlook.office.com/calendar/0/addfromweb?${query}`,
          label: "Open school or work Outlook",
        },
        { href: `https://outlook.live.com/calendar/0/addfromweb?${query}`, label: "Open personal Outlook" },
      ];
    }
    default:
      return [];
  }
}

/** The same for a secret address: never through a link that would hold it, and never as webcal. */
export function secretDoorsOf(app: App): Door[] {
  return app === "google" ? [googleDoor] : [];
}

const googleDoor: Door = {
  href: "https://calendar.google.com/calendar/r/settings/addbyurl",
  label: "Open Google Calendar",
};

/** The full address of a feed. `origin` is where this page came from, so that it is right on every deployment. */
export function feedAddress(path: string, origin: string): string {
  return `${origin}${path}`;
}

export function webcalAddress(path: string, origin: string): string {
  return feedAddress(path, origin).replace(/^https?:/, "webcal:");
}
