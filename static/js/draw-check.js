// The page's side of the check: redo the draw when asked, say what agreed and what did not.

import { redo } from "./draw-redo.js";

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
    const lines = await redo(section);
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
