// A scanned card names its vote: go straight there. The fragment is never sent to the server.

import { readCard } from "./ballot-codes.js";

function follow() {
  if (!location.hash) return;
  const { vote, code } = readCard(location.hash);
  const target = `/b/${vote}/`;
  if (/^\d+$/.test(vote) && location.pathname !== target) location.replace(`${target}#${vote}.${code}`);
}

addEventListener("hashchange", follow);
follow();
