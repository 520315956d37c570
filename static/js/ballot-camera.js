// The card before the camera: offered where the browser has one, with the reason where it has not.

import { codeProblem, readCard } from "./ballot-codes.js";
import { cameraProblem, startScan } from "./qr-scan.js";

const part = (id) => document.getElementById(id);
let stop = null;

function sayNote(text) {
  part("camera-note").textContent = text;
  part("camera-note").hidden = !text;
}

function end() {
  stop?.();
  stop = null;
  part("camera").hidden = true;
}

async function scan(decoder, taken) {
  if (stop) return;
  part("camera").hidden = false;
  try {
    stop = await startScan(part("camera").querySelector("video"), decoder, (text) => {
      if (codeProblem(readCard(text).code)) return;
      end();
      taken(text);
    });
  } catch (error) {
    part("camera").hidden = true;
    sayNote(error.message);
  }
}

// `decoder`: the address of the decoder; `taken(text)` gets what a card says. Returns what ends a scan.
export function startCamera(decoder, taken) {
  const problem = cameraProblem();
  sayNote(problem);
  part("scan").hidden = Boolean(problem);
  part("scan").addEventListener("click", () => scan(decoder, taken));
  part("scan-stop").addEventListener("click", end);
  return end;
}
