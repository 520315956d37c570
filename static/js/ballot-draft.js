// A half-filled ballot of a device that is not enrolled, kept in this tab for a reload or a locked phone, and no longer than
// AWAY_MS after the last touch. It goes when the ballot is in, when nobody is there, and when the next voter is called.

export const AWAY_MS = 10 * 60000;

const KEY = "half-filled";

export function keepDraft(draft) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...draft, touched: Date.now() }));
  } catch {
    // Where nothing can be kept, a reload begins anew.
  }
}

export function forgetDraft() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
}

// What was kept for this form, with `away`: how long ago it was touched, in ms. Null when there is none or it is too old.
export function keptDraft(digest) {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY));
    const away = Date.now() - draft.touched;
    if (draft.form === digest && away >= 0 && away < AWAY_MS) return { ...draft, away };
  } catch {
    // None, or none that can be read.
  }
  forgetDraft();
  return null;
}
