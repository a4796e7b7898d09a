import { defineConfig } from "vite";

// Hashed names and a manifest: Django links by the manifest, so every file may be cached for a year.
// A relative base lets the bundle work under any STATIC_URL.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/nabij/site/static/site/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: { main: "src/main.ts" } },
  },
  worker: { format: "es" },
});
