import styles from "./Html.module.css";

/**
 * HTML that the server rendered from Markdown and sanitised when it was published. Never give it anything else:
 * it is the only place in the product that sets inner HTML.
 */
export function Html({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the server, once, at publication
  return <div className={styles.prose} dangerouslySetInnerHTML={{ __html: html }} />;
}
