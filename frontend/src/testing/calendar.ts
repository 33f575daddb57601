/** What the shared calendar holds in tests. */
import type { EventDetail, EventLine, Filter, Occurrence } from "@/features/events/types";
import { brackenfield, larkmoor } from "./people";

const clinicLine: EventLine = {
  slug: "wage-theft-clinic",
  title: "Wage-theft clinic night",
  summary: "How to read a pay slip.",
  event_type: "training",
  format: "in_person",
  audience: "public",
  visibility: "public",
  language: "en",
  status: "scheduled",
  status_note: "",
  over: false,
  starts_at: "2026-12-10T23:30:00Z",
  ends_at: "2026-12-11T02:00:00Z",
  time_zone: "America/Chicago",
  all_day: false,
  recurring: false,
  chapter: brackenfield,
  hosts: [brackenfield],
  program: null,
  topics: [{ slug: "labour", name: "Labour rights" }],
  place: "Place: shown after you sign up",
  cost: "free",
  access_features: ["step_free"],
  content_note: "",
  open_roles: 3,
};

export const clinic: Occurrence = {
  date: "2026-12-10",
  starts_at: clinicLine.starts_at,
  ends_at: clinicLine.ends_at,
  moved: false,
  cancelled: false,
  cancelled_note: "",
  over: false,
  event: clinicLine,
};

export const film: Occurrence = {
  ...clinic,
  date: "2026-12-12",
  starts_at: "2026-12-12T23:00:00Z",
  ends_at: "2026-12-13T02:00:00Z",
  event: {
    ...clinicLine,
    slug: "who-catches-our-fish",
    title: "Who catches our fish?",
    event_type: "film_screening",
    chapter: larkmoor,
    hosts: [larkmoor],
    time_zone: "America/Toronto",
    status: "cancelled",
    status_note: "The hall is flooded.",
  },
};

export const offered: Filter[] = [
  {
    name: "chapter",
    label: "Chapter",
    kind: "choice",
    multiple: true,
    choices: [brackenfield, larkmoor].map(({ slug, name }) => ({ value: slug, label: name })),
  },
  {
    name: "topic",
    label: "Topic",
    kind: "choice",
    multiple: true,
    choices: [{ value: "labour", label: "Labour rights" }],
  },
  { name: "open_roles", label: "With open roles", kind: "switch", multiple: false, choices: [] },
];

export const clinicPage: EventDetail = {
  ...clinicLine,
  description_html: "<p>Bring your own papers or <strong>none</strong>.</p>",
  repeats: "",
  occurrences: [clinic],
  place_rule: "after_sign_up",
  place_name: "",
  room: "",
  place_address: "",
  directions: "",
  link_rule: "from_host",
  online_link: "",
  cost_note: "",
  capacity: 40,
  access_contact: "access@example.org",
  access_request_by: "2026-12-01",
  picture_link: "",
  picture_alt: "",
  recording: "none",
  photos: "none",
  views_line: "What is said here is the view of the speakers and hosts.",
  roles: [
    {
      id: "r1",
      name: "Interpreter",
      duties: "interpret at tables",
      kind: "participation",
      how_many: 4,
      hours: 4,
      open: true,
      still_wanted: 3,
    },
  ],
  speakers: [],
  actions: [{ act: "Draft wage claims", where: "Cafeteria", on: "2026-12-10", expected: 40 }],
  partners: [],
  figures: [],
  principles: {
    checklists: [
      {
        id: "hr",
        title: "Harm reduction",
        version: 2,
        verified_on: "2026-11-02",
        result: "met_with_condition",
      },
    ],
    conditions: [{ checklist: "hr", words: "A second support person is named.", due: "2026-12-01" }],
  },
  calendar_file: "/events/wage-theft-clinic.ics",
};
