// The hall's screen: keys for its buttons, and no page of another address in its place.

const KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", " ": "pause" };

document.addEventListener("keydown", (event) => {
  const name = KEYS[event.key];
  if (!name || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === " " && event.target.closest("a, button")) return;
  const button = document.querySelector(`[data-key="${name}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Signed out while polling: the answer is the sign-in page. Go there in full and come back to this sheet afterwards.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = event.detail.xhr.responseURL;
  if (!answered || new URL(answered).pathname === location.pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});
