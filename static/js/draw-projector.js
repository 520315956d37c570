// The last sheet of the room's screen redoes the draw by itself and says line by line what agreed.

import { redo } from "./draw-redo.js";

const BETWEEN_LINES_MS = 400;

const WORDS = {
  清单: "公布的文件齐全", 名册: "名册没有改动", 承诺: "名额没有改动", 种子: "种子由各方相连", 签号: "签号一一相同",
  抽取结果: "抽中的相同", 候补顺序: "候补次序相同", 递补: "递补按次序", 承诺值: "承诺值相同", 清单值: "清单值相同",
};

function addLine(list, { step, ok }) {
  const item = document.createElement("li");
  item.className = ok ? "check-yes" : "check-no";
  item.textContent = ok ? `✓ ${WORDS[step]}` : `✗ ${step}不一致`;
  list.append(item);
}

async function check(section) {
  const list = section.querySelector("[data-lines]");
  const verdict = section.querySelector("[data-verdict]");
  try {
    const lines = await redo(section);
    for (const line of lines) {
      addLine(list, line);
      await new Promise((resolve) => { setTimeout(resolve, BETWEEN_LINES_MS); });
    }
    const ok = lines.every((line) => line.ok);
    verdict.className = ok ? "check-verdict check-yes" : "check-verdict check-no";
    verdict.textContent = ok ? "核对通过：重做的结果与公布的完全一致。" : "核对不通过：公布的材料与承诺不符，请当场停下查明。";
  } catch {
    verdict.className = "check-verdict check-no";
    verdict.textContent = "没有取到公布的材料，请重新打开本页。";
  }
}

function begin(root) {
  const section = root.querySelector("#draw-check:not([data-begun])");
  if (!section) return;
  section.dataset.begun = "yes";
  check(section);
}

begin(document);
document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement ?? document));
