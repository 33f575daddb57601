import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Where Django answers while `npm run dev` serves the sources. */
const django = process.env.DJANGO_ADDRESS ?? "http://127.0.0.1:8000";

/** Stylesheets arrive in any order, and the first to name a layer places it; so each begins with the whole order. */
const layersInOrder: Plugin = {
  name: "layers-in-order",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "asset" && file.fileName.endsWith(".css")) {
        file.source = `@layer tokens,base,ui,features;${file.source}`;
      }
    }
  },
};

export default defineConfig(({ command }) => ({
  plugins: [react(), layersInOrder],
  // Django serves the built files under /static/; the development server stands at the root and proxies to it.
  base: command === "build" ? "/static/" : "/",
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    manifest: true,
    // light-dark() and nesting as they are: every browser since spring 2024.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The policy allows fonts and images from our own address only, so nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The pages themselves are Django templates: they look these up in the manifest (see README.md).
      input: {
        theme: "src/app/theme.ts",
        main: "src/main.tsx",
        embed: "src/served/embed.css",
        poster: "src/served/poster.css",
      },
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            { name: "ui", test: /src\/(ui|api)\// },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/_allauth", "/feeds", "/embed", "/poster", "/code.svg", "/admin"].map((prefix) => [
        prefix,
        { target: django },
      ]),
    ),
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    env: { TZ: "UTC" },
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
}));
