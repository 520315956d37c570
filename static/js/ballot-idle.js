// A voter who walks away leaves nothing behind: after 45 seconds a warning counts down, then the choices are wiped.

const QUIET_MS = 45000;
const COUNT = 15;

// `watched()` says whether something of a voter is on the screen, `wipe()` clears it.
export function wipeWhenLeft(dialog, watched, wipe) {
  const number = dialog.querySelector("[data-count]");
  let quiet = 0;
  let counting = 0;

  function begin() {
    clearTimeout(quiet);
    clearInterval(counting);
    if (dialog.open) dialog.close();
    quiet = setTimeout(warn, QUIET_MS);
  }

  function warn() {
    if (!watched()) {
      begin();
      return;
    }
    let left = COUNT;
    number.textContent = left;
    dialog.showModal();
    counting = setInterval(() => {
      left -= 1;
      number.textContent = left;
      if (left > 0) return;
      wipe();
      begin();
    }, 1000);
  }

  // While the warning stands only its button counts, so that no touch falls through to a choice beneath.
  const touched = () => dialog.open || begin();
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { capture: true, passive: true });
  dialog.querySelector("button").addEventListener("click", begin);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  begin();
}

// The way back leads nowhere: a tablet stays on its page.
export function stayHere() {
  history.pushState(null, "", location.pathname);
  addEventListener("popstate", () => {
    if (!location.hash) history.pushState(null, "", location.pathname);
  });
}
