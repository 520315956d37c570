// A scanned card names its vote: go straight there. The fragment is never sent to the server.
// What still waits to be sent is sent from here too, and a page that waits renews itself unless it is reading aloud.

import { readCard } from "./ballot-codes.js";
import { startTablet } from "./ballot-tablet.js";
import { start as startQueue } from "./opinion-queue.js";

const RENEW_MS = 15000;

function follow() {
  if (!location.hash) return;
  const { vote, code } = readCard(location.hash);
  const target = `/b/${vote}/`;
  if (/^\d+$/.test(vote) && location.pathname !== target) location.replace(`${target}#${vote}.${code}`);
}

addEventListener("hashchange", follow);
follow();
startQueue();
startTablet();
if (document.querySelector("[data-renews]")) {
  setInterval(() => globalThis.speechSynthesis?.speaking || location.reload(), RENEW_MS);
}
