// A voter who walks away leaves nothing behind: after 45 seconds a warning counts down, then the choices are wiped.

export const QUIET_MS = 45000;

const COUNT = 15;

// `watched()` says whether something of a voter is on the screen, `wipe()` clears it. `away`: how long a device may lie
// locked or on another page, in ms, before it is wiped without a warning; 0 where it makes no difference.
// Returns the warning, for who wants it now.
export function wipeWhenLeft(dialog, { watched, wipe, away = 0 }) {
  const number = dialog.querySelector("[data-count]");
  let quiet = 0;
  let counting = 0;
  let left = 0;

  function begin() {
    clearTimeout(quiet);
    clearInterval(counting);
    if (dialog.open) dialog.close();
    quiet = setTimeout(warn, QUIET_MS);
  }

  function end() {
    wipe();
    begin();
  }

  function warn() {
    clearTimeout(quiet);
    clearInterval(counting);
    if (!watched()) {
      begin();
      return;
    }
    let seconds = COUNT;
    number.textContent = seconds;
    if (!dialog.open) dialog.showModal();
    counting = setInterval(() => {
      seconds -= 1;
      number.textContent = seconds;
      if (seconds <= 0) end();
    }, 1000);
  }

  function hidden() {
    clearTimeout(quiet);
    clearInterval(counting);
    left = Date.now();
    quiet = setTimeout(() => watched() && end(), away);
  }

  function back() {
    const gone = Date.now() - left;
    if (!watched()) begin();
    else if (gone < 0 || gone >= away) end();
    else if (gone >= QUIET_MS) warn();
    else begin();
  }

  // While the warning stands only its buttons count, so that no touch falls through to a choice beneath.
  const touched = () => dialog.open || begin();
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { capture: true, passive: true });
  dialog.querySelector("[data-stay]").addEventListener("click", begin);
  dialog.querySelector("[data-next]").addEventListener("click", end);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  if (away) document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? hidden() : back()));
  begin();
  return warn;
}

// The way back leads nowhere: a tablet stays on its page.
export function stayHere() {
  history.pushState(null, "", location.pathname);
  addEventListener("popstate", () => {
    if (!location.hash) history.pushState(null, "", location.pathname);
  });
}
