import { defineConfig } from "vite";

// Built by `tests/e2e/test_sound_alike.py`, which compares what a browser plays with what the library renders.
export default defineConfig({
  publicDir: false,
  build: {
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "src/testing/soundProbe.ts", formats: ["es"], fileName: "probe" },
  },
});
