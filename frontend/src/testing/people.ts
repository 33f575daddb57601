/** The cast: Ada writes, Cai coordinates, Oz is from elsewhere. */
import type { Chapter, Me } from "@/features/people/queries";

export const brackenfield: Chapter = {
  id: "0198c1a0-0000-7000-8000-000000000001",
  slug: "brackenfield",
  name: "Brackenfield Chapter",
  campus: "Brackenfield Community College",
  town: "Brackenfield",
  time_zone: "America/Chicago",
  colour: "brick",
  about: "We meet every Thursday.",
  contact: "brackenfield@example.org",
};

export const larkmoor: Chapter = {
  ...brackenfield,
  id: "0198c1a0-0000-7000-8000-000000000002",
  slug: "larkmoor",
  name: "Larkmoor Chapter",
  campus: "Larkmoor University",
  town: "Larkmoor",
  time_zone: "America/Toronto",
  colour: "moss",
};

export const nobody: Me = { user: null, memberships: [], network_roles: [], asked_to_join: [] };

export const ada: Me = {
  ...nobody,
  user: { id: "0198c1a0-0000-7000-8000-0000000000a1", name: "Ada", email: "ada@example.org" },
  memberships: [{ chapter: brackenfield, role: "organizer" }],
};

export const cai: Me = {
  ...nobody,
  user: { id: "0198c1a0-0000-7000-8000-0000000000c1", name: "Cai", email: "cai@example.org" },
  memberships: [{ chapter: larkmoor, role: "lead" }],
  network_roles: [
    { role: "coordinator", trained: false },
    { role: "reviewer", trained: true },
  ],
};

export const oz: Me = {
  ...nobody,
  user: { id: "0198c1a0-0000-7000-8000-000000000021", name: "Oz", email: "oz@example.org" },
};
