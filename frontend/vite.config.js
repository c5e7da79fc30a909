// The build of styles and scripts: entries in, hashed names and a manifest out.
// The page server reads build/.vite/manifest.json through the template tag `asset`.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "../build",
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // nothing becomes a data: address; the content security policy stays plain
    target: ["chrome107", "safari16", "firefox115"],
    rollupOptions: {
      input: {
        app: "js/app.js", // every page
        style: "css/app.css", // every page
        paper: "css/paper.css", // A4 sheets only
      },
    },
  },
});
