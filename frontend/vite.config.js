// The build of styles and scripts: entries in, hashed names and a manifest out.
// The page server reads build/.vite/manifest.json through the template tag `asset`, and sends the
// compressed copy that lies beside a file when the browser takes it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const OUT = "../build";

function compressedCopies() {
  return {
    name: "compressed-copies",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, OUT, "assets");
      for (const name of readdirSync(folder).filter((file) => /\.(js|css)$/.test(file))) {
        const file = join(folder, name);
        const bytes = readFileSync(file);
        const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: hint }));
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [compressedCopies()],
  build: {
    outDir: OUT,
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
