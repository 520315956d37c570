// Copies the browser libraries from node_modules to this folder; run by `make vendor` after `npm ci`.
// Source-map remarks are cut: hashed static files may not name a file that is not there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const files = {
  bootstrap: ["bootstrap/dist/css/bootstrap.min.css", "bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap/LICENSE"],
  "js-sha256": ["js-sha256/build/sha256.min.js", "js-sha256/LICENSE.txt"],
  jsqr: ["jsqr/dist/jsQR.js", "jsqr/LICENSE"],
};

for (const [folder, sources] of Object.entries(files)) {
  mkdirSync(join(here, folder), { recursive: true });
  for (const source of sources) {
    const text = readFileSync(join(here, "../../node_modules", source), "utf8");
    writeFileSync(join(here, folder, basename(source)), text.replace(/^\/[*/][#@] *sourceMappingURL=.*\n?/m, ""));
  }
}
