/** Our own small set of line icons, drawn on a 20 by 20 grid. They decorate words and never replace them. */
const drawings = {
  add: "M10 4v12M4 10h12",
  arrow_left: "M16 10H4m0 0 5-5m-5 5 5 5",
  arrow_right: "M4 10h12m0 0-5-5m5 5-5 5",
  bell: "M5 14h10l-1.5-2V9a3.5 3.5 0 0 0-7 0v3L5 14Zm3.5 2.5h3",
  calendar: "M3.5 5.5h13v11h-13zM3.5 9h13M7 3v4M13 3v4",
  check: "m4 10.5 4 4 8-9",
  chevron_down: "m5 7.5 5 5 5-5",
  chevron_left: "m12.5 5-5 5 5 5",
  chevron_right: "m7.5 5 5 5-5 5",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 3v4l3 2",
  close: "m5 5 10 10M15 5 5 15",
  copy: "M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7",
  download: "M10 3v9m0 0-4-4m4 4 4-4M4 16.5h12",
  edit: "m4 16 .8-3.4L13 4.4l2.6 2.6-8.2 8.2L4 16Z",
  external: "M8 4.5H4.5v11h11V12M11 4.5h4.5V9M15 5l-6.5 6.5",
  filter: "M3 5.5h14M6 10h8M8.5 14.5h3",
  history: "M4 10a6 6 0 1 0 2-4.5L4 7.5M4 4v3.5h3.5M10 7v3.5l2.5 1.5",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 6v5m0-8v.5",
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2L10 5.8M11.5 8.5a3 3 0 0 0-4.2 0L4.7 11a3 3 0 0 0 4.2 4.2l1.1-1",
  lock: "M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5",
  mail: "M3 5h14v10.5H3zm0 .5 7 5.5 7-5.5",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  minus: "M4 10h12",
  moon: "M15.5 12A6.5 6.5 0 0 1 8 4.5 6.5 6.5 0 1 0 15.5 12Z",
  people:
    "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.5 16c.4-3 2.4-4.5 5-4.5s4.6 1.5 5 4.5M13 4.2a2.7 2.7 0 0 1 0 5.1M14.5 11.8c1.7.5 2.7 1.9 3 4.2",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.5-3.3 2.9-5 6-5s5.5 1.7 6 5",
  pin: "M10 17.5s5.5-5 5.5-9a5.5 5.5 0 0 0-11 0c0 4 5.5 9 5.5 9Zm0-7a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  print: "M6 7.5v-4h8v4M6 13.5H3.5v-6h13v6H14M6 11.5h8v5H6z",
  question:
    "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM8 8.3c0-1.1.9-1.9 2-1.9s2 .8 2 1.8c0 1.5-2 1.5-2 3.1m0 2.4v.3",
  repeat: "M4 9V7.5h10.5m0 0L12 5m2.5 2.5L12 10M16 11v1.5H5.5m0 0L8 10m-2.5 2.5L8 15",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm4 9.5 4 4",
  stop: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM6.5 10h7",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 2v2m0 12v2m8-8h-2M4 10H2m13.7-5.7-1.4 1.4M5.7 14.3l-1.4 1.4m0-11.4 1.4 1.4m8.6 8.6 1.4 1.4",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v5m3-5v5",
  video: "M3 6h9.5v8H3zm9.5 3.2L17 6.5v7l-4.5-2.7",
  warning: "M10 3.5 2.5 16.5h15L10 3.5Zm0 5v4m0 2v.3",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
