import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { RadioGroup } from "@/ui/Choices";
import { CopyField } from "@/ui/CopyField";
import { PageHeader } from "@/ui/PageHeader";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { colours, type Embed, embedAddress, embedCode, heights, showing } from "./embedding";
import { filterParams, readFilters } from "./filters";
import { nameOf } from "./following";
import styles from "./OnWebSitePage.module.css";
import { offeredQuery } from "./queries";

const usual: Embed = { view: "list", theme: "auto", colour: "", size: "medium", height: heights[1] };

/** The calendar on somebody's own web site: how it is to look, the lines to paste, and the very thing. */
export function OnWebSitePage() {
  const filters = readFilters(useSearch({ strict: false }));
  const { data: offered = [], isPending } = useQuery(offeredQuery());
  const [embed, setEmbed] = useState<Embed>(usual);
  const name = nameOf(filters, offered);
  const title = `Events: ${name}`;

  if (isPending) {
    // As tall as what comes, so that nothing moves when it does.
    return <Skeleton lines={30} />;
  }
  return (
    <>
      <PageHeader
        title="On a web site"
        eyebrow={<a href={paths.subscribe(filterParams(filters))}>Subscribe: {name}</a>}
        lede="A month or a list of these events on your own pages. It keeps itself up to date, sets no cookie and needs no script."
      />
      <div className={styles.builder}>
        <div>
          <RadioGroup<Embed["view"]>
            label="What should it show?"
            inline
            options={[
              { value: "list", label: "A list" },
              { value: "month", label: "A month" },
            ]}
            value={embed.view}
            onValue={(view) => setEmbed(showing(view, embed))}
          />
          <RadioGroup<Embed["theme"]>
            label="Light or dark?"
            options={[
              { value: "auto", label: "As the reader’s device" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
            value={embed.theme}
            onValue={(theme) => setEmbed({ ...embed, theme })}
          />
          <Select
            label="Colour"
            empty="Commonhour’s own"
            options={colours.map((colour) => ({ value: colour, label: capital(colour) }))}
            value={embed.colour}
            onValue={(colour) => setEmbed({ ...embed, colour })}
            width="medium"
          />
          <Select
            label="Size of the text"
            options={[
              { value: "small", label: "Small" },
              { value: "medium", label: "Medium" },
              { value: "large", label: "Large" },
            ]}
            value={embed.size}
            onValue={(size) => setEmbed({ ...embed, size: size as Embed["size"] })}
            width="medium"
          />
          <Select
            label="Height"
            hint="It is as wide as the place you give it."
            options={heights.map((height, index) => ({
              value: String(height),
              label: `${["Low", "Medium", "Tall"][index]}, ${height} pixels`,
            }))}
            value={String(embed.height)}
            onValue={(height) => setEmbed({ ...embed, height: Number(height) })}
            width="medium"
          />
        </div>
        <div>
          <CopyField
            label="Paste this into your page"
            hint="Where your site lets you add HTML; often a block of its own called “HTML” or “Embed”."
            value={embedCode(embed, filters, name, location.origin)}
            action="Copy the lines"
            variant="primary"
            lines={3}
          />
          <h2 className={styles.looks}>How it looks</h2>
          <iframe
            className={styles.frame}
            src={embedAddress(embed, filters)}
            title={title}
            height={embed.height}
          />
        </div>
      </div>
    </>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
