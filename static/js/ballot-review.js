// Everything that was marked, once more; what was not is amber and counted, and whoever confirms with blanks is asked once.

export const rowsOf = (screen) => [...screen.querySelectorAll("fieldset.marks")];
export const blanksOf = (screen) => rowsOf(screen).filter((row) => !row.querySelector("input:checked")).length;

const part = (id) => document.getElementById(id);

function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function kindOf(mark) {
  if (!mark) return "review-blank";
  return mark.value === "0" ? "review-abstain" : "";
}

function reviewSubject(screen, change) {
  const section = element("section", "", "review-subject");
  const button = element("button", screen.dataset.label, "btn btn-quiet");
  button.type = "button";
  button.setAttribute("aria-label", `修改对${screen.dataset.label}的评议`);
  button.addEventListener("click", () => change(screen));
  const list = document.createElement("dl");
  for (const row of rowsOf(screen)) {
    const mark = row.querySelector("input:checked");
    const cell = element("div", "", kindOf(mark));
    cell.append(element("dt", row.querySelector("legend").textContent));
    cell.append(element("dd", mark ? mark.nextElementSibling.textContent : "没选"));
    list.append(cell);
  }
  section.append(button, list);
  return section;
}

// What becomes of blanks, as the form says it: 按弃权计, in the mutual panel 按本单位计.
export function blankWords(subjects, unmarked) {
  const blanks = subjects.reduce((sum, screen) => sum + blanksOf(screen), 0);
  return blanks ? `还有 ${blanks} 项没选，按${unmarked}计` : "";
}

// `change(screen)` goes back to a subject. `unmarked`: what no mark means, as the form calls it.
export function fillReview(subjects, unmarked, change) {
  part("review").replaceChildren(...subjects.map((screen) => reviewSubject(screen, change)));
  const words = blankWords(subjects, unmarked);
  part("review-blanks").textContent = words;
  part("review-blanks").hidden = !words;
}

// Resolves with whether the ballot shall go as it is; nobody is asked when nothing is blank.
export function acceptsBlanks(words) {
  if (!words) return Promise.resolve(true);
  const dialog = part("blanks");
  part("blanks-title").textContent = words;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "cast"), { once: true });
  });
}
