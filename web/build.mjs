// Bundles the scripts of the pages into dist/. Called by bin/web.
import { build } from "esbuild";

await build({
  entryPoints: { tongchou: "src/main.ts", charts: "src/charts.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  // the oldest browser that the pages promise to work in
  target: ["chrome90"],
  charset: "utf8",
  legalComments: "linked",
  logLevel: "warning",
});
