/**
 * The reader's choice of light or dark, put on the root element before anything is painted.
 * Built as a file of its own without imports, so that the page can load it as a small blocking script.
 */
(() => {
  try {
    const chosen = localStorage.getItem("commonhour.theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Storage may be forbidden; then the system's scheme stands.
  }
})();
