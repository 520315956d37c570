// Where a tablet enrols, and where staff later see what it has still to deliver and export it as a last resort.

import { exportProblem, sealedFile } from "./ballot-export.js";
import { post } from "./ballot-send.js";
import { enrol, note, unsentBallots } from "./ballot-store.js";
import { shutWords, startTablet, tabletOf } from "./ballot-tablet.js";

const part = (id) => document.getElementById(id);
const { vote } = part("tablet").dataset;

function say(place, text) {
  part(place).textContent = text;
  part(place).hidden = !text;
}

// What this browser cannot do, in words.
async function shortcomings() {
  const found = [];
  if (!globalThis.isSecureContext) {
    found.push("本页不是安全连接（网址以 http 开头）：断网时不能刷新页面，不能导出应急文件，也不会提示开了两个页面。请改用 https 地址。");
  }
  if (globalThis.isSecureContext && !navigator.serviceWorker) found.push("本机浏览器不能在断网时刷新页面。");
  if (navigator.storage?.persist && !(await navigator.storage.persist())) {
    found.push("浏览器没有答应长期保存，请不要清理浏览器数据。");
  }
  return found;
}

async function show() {
  const tablet = await tabletOf(vote);
  part("enrol").hidden = Boolean(tablet);
  part("enrolled").hidden = !tablet;
  if (!tablet) return;
  part("number").textContent = `${tablet.number} 号平板已登记`;
  part("unsent").textContent = tablet.unsent;
  part("conflicts").textContent = tablet.conflicts;
  say("shut", shutWords(tablet));
  say("conflict-note", tablet.conflicts ? "冲突：同一张选票卡已在别处投过，后到的选票没有计入。请告知监督员。" : "");
  const problem = exportProblem();
  part("export").disabled = !tablet.unsent || Boolean(problem);
  say("export-note", problem);
}

async function enrolWith(code) {
  say("enrol-error", "");
  const former = await tabletOf(vote);
  let answer;
  try {
    answer = await post(`/b/${vote}/enrol`, { code, former: former?.token ?? "" });
  } catch {
    say("enrol-error", "网络不通，没有登记成功，请连上网络后再试。");
    return;
  }
  const { status, message, said } = answer;
  if (status !== 201) {
    say("enrol-error", message);
    return;
  }
  const { token, number, key, state } = said;
  try {
    await enrol({ vote, token, number, key, state, retired: false, exported: false });
  } catch {
    say("enrol-error", "本机浏览器不能保存数据，不能登记为平板；仍可直接投票，断网时请勿关闭页面。");
    return;
  }
  await begin();
}

async function exportUnsent() {
  const tablet = await tabletOf(vote);
  const kept = await unsentBallots(vote);
  const file = await sealedFile(tablet, kept.map(({ sent }) => sent));
  // From here on no voter starts on this tablet, so that the file is its last word.
  await note(vote, { exported: true });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = `unsent-${vote}-${tablet.number}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  await show();
}

let begun = false;

async function begin() {
  await show();
  say("shortcomings", (await shortcomings()).join(""));
  if (!begun) begun = await startTablet({ changed: show, blocked: (is) => say("elsewhere", is ? "本机另一个页面正在投票，由那个页面上传选票。" : "") });
}

part("enrol").addEventListener("submit", (event) => {
  event.preventDefault();
  enrolWith(part("code").value);
});
part("export").addEventListener("click", exportUnsent);

// The code stands in the fragment, which is never sent and leaves the address at once.
async function arrive() {
  const scanned = location.hash.slice(1);
  if (!scanned) {
    await begin();
    return;
  }
  history.replaceState(null, "", location.pathname);
  part("code").value = scanned;
  await enrolWith(scanned);
  await show();
}

addEventListener("hashchange", () => location.hash && arrive());
await arrive();
