import { defineConfig } from "vitest/config";
import config from "./vite.config.ts";

// Run by `tests/studio/test_browser_state.py`, with what the studio sent in the file that VITE_RECORDED names.
export default defineConfig({
  ...config({ command: "serve", mode: "test" }),
  test: { include: ["src/**/*.recorded.ts"], environment: "node" },
});
