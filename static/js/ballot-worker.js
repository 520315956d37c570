// The service worker of enrolled tablets: keeps pages, styles and scripts for a reload without a network, and nothing else.
// Network first; no ballot, card or answer ever goes through its store.

const SHELL = "ballot-shell";
const PAGES = /^\/b\/(rules\/|\d+\/(tablet\/)?)?$/;
const WAIT_MS = 4000;

const isShell = (url) => url.origin === location.origin && (PAGES.test(url.pathname) || url.pathname.startsWith("/static/"));

async function fromNetwork(request) {
  const response = await fetch(request);
  if (response.ok && !response.redirected) await (await caches.open(SHELL)).put(request.url, response.clone());
  return response;
}

async function answer(request) {
  const kept = await (await caches.open(SHELL)).match(request.url, { ignoreVary: true });
  const fresh = fromNetwork(request);
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), WAIT_MS); });
  return Promise.race([fresh.then((response) => (response.status >= 500 ? kept : response)).catch(() => kept), late]);
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && isShell(new URL(event.request.url))) event.respondWith(answer(event.request));
});
