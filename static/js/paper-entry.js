// Sheets of paper entered by keyboard alone: a digit fills a box and leads on, Backspace goes back, Enter ends the sheet.
// The sheet under way stays in this tab until the server has it, so that a reload loses nothing.

const told = document.getElementById("entered");
const form = document.getElementById("entry");
const stamp = form?.elements.stamp;
const invalid = form?.elements.invalid;
const marks = [...document.querySelectorAll(".entry-box")].filter((box) => box !== stamp && box !== invalid);
const boxes = [stamp, ...marks, invalid];
const draft = `paper-entry-${told.dataset.draft}`;

const isEmpty = () => boxes.every((box) => !box.value);

function keep() {
  if (isEmpty()) sessionStorage.removeItem(draft);
  else sessionStorage.setItem(draft, JSON.stringify(boxes.map((box) => box.value)));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(draft) ?? "null");
  if (kept?.[0] && kept[0] === told.dataset.saved) sessionStorage.removeItem(draft);
  else if (form && kept?.length === boxes.length && isEmpty()) boxes.forEach((box, place) => { box.value = kept[place]; });
}

function go(place) {
  const box = boxes[Math.max(0, Math.min(place, boxes.length - 1))];
  box.focus();
  box.select();
}

const firstOpen = () => [stamp, ...marks].find((box) => box.value.length < box.maxLength);

function take(event) {
  const box = event.target;
  const most = box === stamp ? "9" : box.dataset.most;
  const least = box === invalid ? "1" : "0";
  box.value = [...box.value].filter((digit) => digit >= least && digit <= most).join("");
  box.removeAttribute("aria-invalid");
  keep();
  const place = boxes.indexOf(box);
  // From the last mark nothing leads into the box of the void sheet: Enter ends the sheet there.
  if (box.value.length === box.maxLength && place < marks.length) go(place + 1);
}

function press(event) {
  const place = boxes.indexOf(event.target);
  if (place < 0) return;
  if (["-", "*", "/", "x", "X"].includes(event.key)) {
    event.preventDefault();
    go(boxes.length - 1);
  } else if (event.key === "Backspace" && !event.target.value && place > 0) {
    event.preventDefault();
    const back = event.target === invalid ? boxes.indexOf(firstOpen() ?? marks.at(-1)) : place - 1;
    if (boxes[back] !== stamp && event.target !== invalid) boxes[back].value = "";
    keep();
    go(back);
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault();
    go(place + (event.key === "ArrowLeft" ? -1 : 1));
  } else if (event.key === "Enter") {
    const missing = stamp.value.length < 4 ? stamp : invalid.value ? null : firstOpen();
    if (!missing) return;
    event.preventDefault();
    missing.setAttribute("aria-invalid", "true");
    go(boxes.indexOf(missing));
  }
}

restore();
if (form) {
  form.addEventListener("input", take);
  form.addEventListener("keydown", press);
  form.addEventListener("focusin", (event) => event.target.select?.());
  go(boxes.indexOf(form.querySelector("[aria-invalid=true]") ?? firstOpen() ?? marks.at(-1)));
}
