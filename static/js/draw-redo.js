// Fetch what was published of a draw, redo it here, and compare with what the page itself shows.

import { verifyBundle } from "./draw-verify.js";

function published(section, files) {
  const same = (name, shown) => globalThis.sha256(files[name] ?? "") === shown;
  const commitment = same("commitment.json", section.dataset.commitment);
  const manifest = same("manifest.json", section.dataset.manifest);
  return [
    { step: "承诺值", ok: commitment, detail: commitment ? "与本页公布的承诺值相同" : "与本页公布的承诺值不同" },
    { step: "清单值", ok: manifest, detail: manifest ? "与本页公布的清单值相同" : "与本页公布的清单值不同" },
  ];
}

// Every step of the check with its outcome; throws when the files cannot be fetched.
export async function redo(section) {
  const answer = await fetch(section.dataset.files);
  if (!answer.ok) throw new Error();
  const data = await answer.json();
  return [...verifyBundle(data), ...published(section, data.files)];
}
