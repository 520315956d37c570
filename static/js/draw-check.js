// The page's side of the check: fetch the published files, redo the draw, say what agreed and what did not.

import { verifyBundle } from "./draw-verify.js";

const section = document.getElementById("draw-check");
const start = section.querySelector("[data-start]");
const button = start.querySelector("button");
const list = section.querySelector("[data-lines]");
const verdict = section.querySelector("[data-verdict]");

function addLine({ step, ok, detail }) {
  const item = document.createElement("li");
  item.className = `timeline-event timeline-${ok ? "done" : "overdue"}`;
  const mark = document.createElement("span");
  mark.textContent = ok ? "✓ 一致" : "✗ 不一致";
  const body = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = step;
  const text = document.createElement("p");
  text.className = "hash";
  text.textContent = detail;
  body.append(title, text);
  item.append(mark, body);
  list.append(item);
}

function published(files) {
  const same = (name, shown) => globalThis.sha256(files[name] ?? "") === shown;
  const commitment = same("commitment.json", section.dataset.commitment);
  const manifest = same("manifest.json", section.dataset.manifest);
  return [
    { step: "承诺值", ok: commitment, detail: commitment ? "与本页公布的承诺值相同" : "与本页公布的承诺值不同" },
    { step: "清单值", ok: manifest, detail: manifest ? "与本页公布的清单值相同" : "与本页公布的清单值不同" },
  ];
}

function conclude(ok, text) {
  verdict.hidden = false;
  verdict.className = `notice notice-${ok ? "success" : "error"}`;
  verdict.textContent = text;
}

async function check() {
  button.disabled = true;
  list.replaceChildren();
  verdict.hidden = true;
  try {
    const answer = await fetch(section.dataset.files);
    if (!answer.ok) throw new Error();
    const data = await answer.json();
    const lines = [...verifyBundle(data), ...published(data.files)];
    lines.forEach(addLine);
    const ok = lines.every((line) => line.ok);
    conclude(ok, ok ? "核对通过：重做的结果与公布的完全一致。请再与您抄下的承诺值对照。" : "核对不通过：公布的材料与承诺不符，请保存本页并向监察室反映。");
  } catch {
    conclude(false, "没有取到公布的材料，请稍后再试，或下载抽取包核对。");
  }
  button.disabled = false;
}

start.hidden = false;
button.addEventListener("click", check);
