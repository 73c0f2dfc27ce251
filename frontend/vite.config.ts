import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";
// @ts-expect-error: a script, without types
import { thirdPartyNotices } from "./scripts/notices.mjs";

// The page is served by Django (django-vite reads its manifest); `npm run dev` serves the
// code to a Django that runs with SUNMASK_VITE=1.
export default defineConfig(({ command }) => ({
  plugins: [solid(), thirdPartyNotices()],
  // What is built finds its files beside itself, beneath whichever path that is; what `npm run dev` serves is
  // asked for here by Django.
  base: command === "build" ? "./" : "/static/",
  build: {
    outDir: "../studio/web/dist", // in the package, so that a wheel carries it
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    rollupOptions: {
      input: "src/main.tsx",
      checks: { pluginTimings: false }, // what a build prints is for who runs the studio
      // What several pages share is a few files and not dozens: each costs a request.
      output: {
        codeSplitting: {
          groups: [
            { name: "shared", test: /frontend\/src\//, minShareCount: 3, maxModuleSize: 30_000 },
          ],
        },
      },
    },
  },
  server: { port: 5173, strictPort: true, cors: true, origin: "http://localhost:5173" },
  // A busy machine takes its time: only what hangs runs into this.
  // Files share a thread and its globals, since most of a file's own time would be its start: each puts back what
  // it changes of them.
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    pool: "threads",
    isolate: false,
  },
}));
