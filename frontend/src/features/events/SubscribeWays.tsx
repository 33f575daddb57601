import { useState } from "react";
import { flushSync } from "react-dom";
import { LinkButton } from "@/ui/Button";
import { CopyField } from "@/ui/CopyField";
import { Disclosure } from "@/ui/Disclosure";
import styles from "./SubscribeWays.module.css";
import {
  type Door,
  doorsOf,
  feedAddress,
  isPhone,
  type Sketch,
  secretDoorsOf,
  type Way,
  waysFor,
} from "./subscribing";

/** A feed that everyone may have, with the picture of its code; or the secret address of a personal calendar. */
export type Subscribable = { name: string; path: string; code: string } | { name: string; secret: string };

/** Every calendar app with its own way, the one this device most likely has open at the top. */
export function SubscribeWays({ to }: { to: Subscribable }) {
  return (
    <div className={styles.ways}>
      {waysFor(navigator.userAgent).map((way, index) => (
        <OneWay key={way.app} way={way} to={to} likely={index === 0} />
      ))}
    </div>
  );
}

function OneWay({ way, to, likely }: { way: Way; to: Subscribable; likely: boolean }) {
  const [open, setOpen] = useState(likely);

  return (
    // Of details with one name the browser keeps one open.
    <Disclosure
      name="calendar-app"
      summary={way.label}
      open={likely}
      onToggle={({ currentTarget: details }) => {
        const pressed = details.open && !open;
        flushSync(() => setOpen(details.open));
        if (pressed) {
          // The way that closes above may be taller than the screen, and takes this one out of sight with it.
          details.scrollIntoView({ block: "nearest" });
        }
      }}
    >
      {open && <Steps way={way} to={to} />}
    </Disclosure>
  );
}

function Steps({ way, to }: { way: Way; to: Subscribable }) {
  const address = "secret" in to ? to.secret : feedAddress(to.path, location.origin);
  const doors = "secret" in to ? secretDoorsOf(way.app) : doorsOf(way.app, to.path, location.origin, to.name);
  const direct = way.confirm !== undefined && doors.length > 0;

  const byHand = (
    <>
      <CopyField
        label="Address"
        value={address}
        action="Copy the address"
        variant={direct ? "secondary" : "primary"}
      >
        {!direct && doors.map((door) => <DoorLink key={door.href} door={door} />)}
      </CopyField>
      <ol className={styles.steps}>
        {way.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {way.sketches && (
        <div className={styles.sketches}>
          {way.sketches.map((sketch) => (
            <WhereToPress key={sketch.press} sketch={sketch} />
          ))}
        </div>
      )}
    </>
  );
  return (
    <>
      {direct && (
        <>
          <p className={styles.doors}>
            {doors.map((door, index) => (
              <DoorLink key={door.href} door={door} first={index === 0} />
            ))}
          </p>
          <p>{way.confirm}</p>
          {way.app === "apple" && !isPhone(navigator.userAgent) && "code" in to && (
            <p className={styles.code}>
              <img src={to.code} width={132} height={132} alt="QR code that opens this choice on a phone" />
              <span>For your iPhone or iPad, point its camera here.</span>
            </p>
          )}
        </>
      )}
      {direct ? <Disclosure summary="If nothing opens, do it by hand">{byHand}</Disclosure> : byHand}
      {way.asks && <p className={styles.asks}>Looks for changes, as reported: {lowered(way.asks)}.</p>}
    </>
  );
}

function DoorLink({ door, first = false }: { door: Door; first?: boolean }) {
  const elsewhere = door.href.startsWith("https:");
  return (
    <LinkButton
      variant={first ? "primary" : "secondary"}
      icon={elsewhere ? "external" : "calendar"}
      href={door.href}
      target={elsewhere ? "_blank" : undefined}
      rel={elsewhere ? "noreferrer" : undefined}
    >
      {door.label}
    </LinkButton>
  );
}

/** A list as the app shows it, with the line to press marked. The steps beside it say the same. */
function WhereToPress({ sketch }: { sketch: Sketch }) {
  return (
    <ul className={styles.sketch} aria-hidden="true">
      {sketch.shows.map((line) => (
        <li key={line} className={line === sketch.press ? styles.press : undefined}>
          {line}
        </li>
      ))}
    </ul>
  );
}

/** "About hourly" within a sentence. */
function lowered(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
