import styles from "./ChapterMark.module.css";

/** A chapter's name with a dot in its colour. The name carries the meaning. `colour` is one of the server's ten names. */
export function ChapterMark({ name, colour, href }: { name: string; colour: string; href?: string }) {
  return (
    <span className={styles.named} data-colour={colour}>
      <span className={styles.mark} aria-hidden="true" />
      {href ? <a href={href}>{name}</a> : name}
    </span>
  );
}
