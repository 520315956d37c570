// A file that is made once: it is taken without leaving the page, saved, and stays at hand while the page then shows what is new.
// Without scripts the form answers with the file alone.

const made = () => document.getElementById("made-file");

function nameOf(response) {
  const header = response.headers.get("Content-Disposition") ?? "";
  const coded = header.match(/filename\*=utf-8''([^;]+)/i);
  return coded ? decodeURIComponent(coded[1]) : (header.match(/filename="([^"]+)"/)?.[1] ?? "选票卡.pdf");
}

// The page's main part as the server shows it now.
function showAnew(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.getElementById("main").replaceWith(fresh.getElementById("main"));
}

function offer(blob, name) {
  const link = made().querySelector("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.textContent = "再存一次";
  made().querySelector("h2").textContent = `已制作：${name}`;
  made().hidden = false;
  made().querySelector("h2").focus();
  link.click();
}

async function make(form) {
  const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (response.headers.get("Content-Type")?.startsWith("application/pdf")) {
    const [blob, page] = [await response.blob(), await fetch(location.href)];
    showAnew(await page.text());
    offer(blob, nameOf(response));
  } else {
    showAnew(await response.text());
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.closest("[data-file-once]")) return;
  event.preventDefault();
  make(form).catch(() => { location.reload(); });
});
