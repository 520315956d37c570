// Small conveniences over pages that work without scripts: ask before sending, send once, copy, print, focus.

const SEND_AGAIN_AFTER_MS = 8000;

function askFirst(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm-dialog";
  dialog.setAttribute("aria-label", "请确认");
  const text = document.createElement("p");
  text.textContent = form.dataset.confirm;
  const row = document.createElement("form");
  row.method = "dialog";
  row.className = "btn-row";
  for (const [value, label, style] of [["yes", "确认", "btn-primary"], ["no", "取消", "btn-quiet"]]) {
    const button = document.createElement("button");
    button.value = value;
    button.textContent = label;
    button.className = `btn ${style}`;
    row.append(button);
  }
  dialog.append(text, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function lock(form, submitter) {
  form.dataset.sent = "yes";
  const release = () => {
    delete form.dataset.sent;
    submitter?.removeAttribute("aria-busy");
  };
  submitter?.setAttribute("aria-busy", "true");
  // A download answers without leaving the page, and the back button may restore it: never lock for good.
  setTimeout(release, SEND_AGAIN_AFTER_MS);
  addEventListener("pageshow", (event) => event.persisted && release(), { once: true });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { submitter } = event;
  if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await askFirst(form)) {
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    }
    return;
  }
  if (!("once" in form.dataset)) return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  lock(form, submitter);
}, { capture: true });

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = "已复制";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "已选中，请手动复制";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

document.addEventListener("click", (event) => {
  const copyButton = event.target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
  if (event.target.closest("[data-print]")) print();
  for (const menu of document.querySelectorAll("details.person-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.person-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function enliven(root) {
  for (const button of root.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
  root.querySelector("[data-focus]")?.focus();
}

enliven(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) enliven(event.target);
});
