// ical.js, the reader inside Thunderbird and Nextcloud: a calendar file on standard input, what was read of it as JSON on
// standard output.
import { readFileSync } from "node:fs";
import ICAL from "../../../frontend/node_modules/ical.js/dist/ical.js";

const MOST = 2000;

function instant(time) {
  if (time.isDate) return time.toICALString();
  return new Date(time.toUnixTime() * 1000).toISOString().replace(/[-:]|\.000/g, "");
}

function happening(component, starts, ends) {
  const value = (name) => {
    const found = component.getFirstPropertyValue(name);
    return found === null ? "" : found.toString();
  };
  const moment = (name) => instant(component.getFirstPropertyValue(name));
  return {
    uid: value("uid"),
    starts: instant(starts),
    ends: instant(ends),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    url: value("url"),
    conference: value("conference"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
    status: value("status"),
    sequence: value("sequence"),
    stamp: moment("dtstamp"),
    created: moment("created"),
    modified: moment("last-modified"),
    transparency: value("transp"),
  };
}

function expanded(master, exceptions) {
  const event = new ICAL.Event(master, { strictExceptions: true, exceptions });
  if (!event.isRecurring()) return [happening(master, event.startDate, event.endDate)];
  const found = [];
  const dates = event.iterator();
  for (let next = dates.next(); next; next = dates.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(happening(item.component, startDate, endDate));
    if (found.length > MOST) throw new Error("This series has no end.");
  }
  return found;
}

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent");
  const masters = events.filter((each) => !each.hasProperty("recurrence-id"));
  const overrides = new Map(masters.map((each) => [uid(each), []]));
  for (const each of events) if (each.hasProperty("recurrence-id")) overrides.get(uid(each)).push(each);
  return {
    name: unknown(calendar.getFirstProperty("name")),
    about: calendar.getFirstPropertyValue("description") ?? "",
    happenings: masters.flatMap((master) => expanded(master, overrides.get(uid(master)))),
  };
}

// What ical.js has no type for it hands over as it stands, escapes and all.
function unknown(property) {
  if (!property) return "";
  if (property.type !== "unknown") throw new Error("ical.js knows this property now: read it as any other.");
  return property.getFirstValue().replace(/\\(.)/g, (_, letter) => (/n/i.test(letter) ? "\n" : letter));
}

function uid(component) {
  return component.getFirstPropertyValue("uid");
}

process.stdout.write(JSON.stringify(read(readFileSync(0, "utf8"))));
