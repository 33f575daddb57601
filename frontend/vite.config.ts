import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where Django answers while `npm run dev` serves the sources. */
const django = process.env.DJANGO_ADDRESS ?? "http://127.0.0.1:8000";

export default defineConfig(({ command }) => ({
  plugins: [react()],
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
      // The page itself is a Django template: it looks these three up in the manifest (see README.md).
      input: { look: "src/app/look.css", theme: "src/app/theme.ts", main: "src/main.tsx" },
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
      ["/api", "/_allauth", "/feeds", "/admin"].map((prefix) => [prefix, { target: django }]),
    ),
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    env: { TZ: "UTC" },
    restoreMocks: true,
    unstubGlobals: true,
  },
}));
