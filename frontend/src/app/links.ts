import type { AnyRouter } from "@tanstack/react-router";

/**
 * Turns clicks on plain anchors into moves of the router. So `ui/` needs no router, served HTML and sanitised
 * text work the same as components, and a link stays a link: new tab, copy and no-script all do what they should.
 */
export function followLinks(router: AnyRouter): () => void {
  function onClick(event: MouseEvent): void {
    const address = ownAddress(event);
    if (!address || !isPage(router, address)) {
      return;
    }
    event.preventDefault();
    router.navigate({
      href: address,
      // Paging and filtering keep their place on the page; another page starts at its top.
      resetScroll: address.replace(/[?#].*$/, "") !== location.pathname,
    });
  }

  // Pages are fetched when a link is pointed at or focused, a moment before it is pressed.
  function onIntent(event: Event): void {
    const anchor = (event.target as Element).closest?.("a");
    if (anchor?.origin === location.origin && isPage(router, anchor.pathname)) {
      router.preloadRoute({ to: anchor.pathname }).catch(() => undefined);
    }
  }

  document.addEventListener("click", onClick);
  document.addEventListener("pointerover", onIntent, { passive: true });
  document.addEventListener("focusin", onIntent);
  return () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("pointerover", onIntent);
    document.removeEventListener("focusin", onIntent);
  };
}

/** Path, search and hash of a link that leads to another of our pages, when it was pressed plainly. */
function ownAddress(event: MouseEvent): string | null {
  const anchor = (event.target as Element).closest?.("a");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!anchor?.href || !plain || event.defaultPrevented) {
    return null;
  }
  if (
    anchor.origin !== location.origin ||
    anchor.hasAttribute("download") ||
    (anchor.target || "_self") !== "_self"
  ) {
    return null;
  }
  // A jump within the page is the browser's own business.
  if (anchor.hash && anchor.pathname === location.pathname && anchor.search === location.search) {
    return null;
  }
  return anchor.pathname + anchor.search + anchor.hash;
}

/** Files and addresses of the server (feeds, posters, API docs) match no route and load as usual. */
export function isPage(router: AnyRouter, address: string): boolean {
  const pathname = address.replace(/[?#].*$/, "");
  const [, params, route] = router.getMatchedRoutes(pathname);
  // The router also finds the nearest page above an address it does not know, and calls what is left over "**".
  return !pathname.endsWith(".ics") && route !== undefined && !("**" in params);
}
