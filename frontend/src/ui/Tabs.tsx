import styles from "./Tabs.module.css";

/** Views of one thing, each with an address of its own: links, not script tabs, so that back and bookmarks work. */
export function Tabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { href: string; label: string; current: boolean; count?: number }[];
}) {
  return (
    <nav aria-label={label}>
      <ul className={styles.list}>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a className={styles.tab} href={tab.href} aria-current={tab.current ? "page" : undefined}>
              {tab.label}
              {tab.count !== undefined && <span className={styles.count}>({tab.count})</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
