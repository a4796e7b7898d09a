import { defineConfig } from "vite";

// The service worker is one classic script: it shares sources with the pages, but no file of their bundle.
export default defineConfig({
  build: {
    outDir: "../src/nabij/site/static/site/build",
    emptyOutDir: false,
    target: "es2023",
    rolldownOptions: { input: "src/worker/worker.ts", output: { format: "iife", entryFileNames: "worker.js" } },
  },
});
