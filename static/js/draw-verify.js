/*
 * Redoes a published draw (AICDRAW1) in the browser, without the server's help and also over plain http,
 * where crypto.subtle is missing. `verifyBundle(data)` takes {files: {name: text}}, the files of the bundle,
 * and returns [{step, ok, detail}]; the first failed step is the last of the list.
 */
import "../vendor/js-sha256/sha256.min.js";

const sha256 = globalThis.sha256;
const NAMES = [
  "README.txt", "alternates.json", "commitment.json", "exclusions.tsv", "manifest.json", "minutes.json",
  "result.json", "roster.tsv", "substitutions.json", "tickets.tsv", "verify.py",
];
const COMMITTED = "draw_number exclusions_hash locked_at previous purpose roster_hash seed_rule spec stages unit";

class Rejected extends Error {}

function require(condition, reason) {
  if (!condition) throw new Rejected(reason);
}

export function verifyBundle(data) {
  const files = data.files;
  const found = {};
  const steps = [
    ["清单", () => checkManifest(files)],
    ["名册", () => checkRoster(files, found)],
    ["承诺", () => checkCommitment(files, found)],
    ["种子", () => checkSeed(files, found)],
    ["签号", () => checkTickets(files, found)],
    ["抽取结果", () => checkListing(files, found, "result.json", "selected", "入选")],
    ["候补顺序", () => checkListing(files, found, "alternates.json", "alternates", "候补")],
    ["递补", () => checkSubstitutions(files, found)],
  ];
  const lines = [];
  for (const [step, check] of steps) {
    try {
      lines.push({ step, ok: true, detail: check() });
    } catch (error) {
      const detail = error instanceof Rejected ? error.message : `文件内容的结构不符合规范（${error.message}）`;
      return [...lines, { step, ok: false, detail }];
    }
  }
  return lines;
}

// Canonical forms

function byCodePoint(a, b) {
  // The order of UTF-8 bytes; plain comparison would be the order of UTF-16 units.
  const left = Array.from(a), right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    if (left[i] !== right[i]) return left[i].codePointAt(0) - right[i].codePointAt(0);
  }
  return left.length - right.length;
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) {
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(",")}}`;
  }
  require(Number.isSafeInteger(value), "JSON 文件中只允许文字、整数、列表和字典");
  return String(value);
}

function readJson(files, name) {
  const value = JSON.parse(files[name]);
  require(canonical(value) === files[name], `${name} 不是规范形式的 JSON`);
  return value;
}

function readTable(files, name, second) {
  const text = files[name];
  require(text.endsWith("\n"), `${name} 没有以换行结尾`);
  const [header, ...rows] = text.slice(0, -1).split("\n").map((line) => line.split("\t"));
  require(header[0] === "id" && header[1] === second, `${name} 的表头不符合规范`);
  require(new Set(header).size === header.length, `${name} 的表头有重复`);
  [header, ...rows].forEach((row, number) => {
    const where = `${name} 第 ${number} 行`;
    require(row.length === header.length, `${where}列数不对`);
    require(row.every((field) => field.normalize("NFC").trim() === field), `${where}未规范（NFC、去空白）`);
    require(!row.some((field) => /[\p{Cc}\ufeff]/u.test(field)), `${where}含有控制字符`);
    require(row[0] && row[1], `${where}编号或第二列为空`);
    require(number < 2 || byCodePoint(rows[number - 2][0], row[0]) < 0, `${where}没有按编号排序，或编号重复`);
  });
  return { header, rows };
}

// The steps

function checkManifest(files) {
  const names = Object.keys(files).sort();
  require(names.join() === NAMES.join(), "文件不齐，或有多出的文件");
  const manifest = readJson(files, "manifest.json");
  require(Object.keys(manifest).sort().join() === "files,format", "manifest.json 的字段不符合规范");
  require(manifest.format === "AICDRAW1-BUNDLE", "manifest.json 的格式名不符合规范");
  const listed = Object.keys(manifest.files).sort();
  require(listed.join() === NAMES.filter((name) => name !== "manifest.json").join(), "manifest.json 所列文件不齐");
  for (const name of listed) {
    require(manifest.files[name] === sha256(files[name]), `文件 ${name} 与清单中的散列值不一致，已被改动`);
  }
  return `${listed.length} 个文件的散列值一致；清单值 ${sha256(files["manifest.json"])}`;
}

function checkRoster(files, found) {
  found.roster = readTable(files, "roster.tsv", "stratum");
  const excluded = readTable(files, "exclusions.tsv", "reason").rows;
  found.stratumOf = new Map(found.roster.rows.map((row) => [row[0], row[1]]));
  const both = excluded.find((row) => found.stratumOf.has(row[0]));
  require(!both, `“${both && both[0]}”既在名册中又在排除名单中`);
  return `名册 ${found.roster.rows.length} 条，排除 ${excluded.length} 条，均为规范形式`;
}

function checkCommitment(files, found) {
  const commitment = readJson(files, "commitment.json");
  require(Object.keys(commitment).sort().join(" ") === COMMITTED, "commitment.json 的字段不符合规范");
  require(commitment.spec === "AICDRAW1", "commitment.json 的规范名不是 AICDRAW1");
  require(commitment.roster_hash === sha256(files["roster.tsv"]), "名册与承诺中的散列值不一致");
  require(commitment.exclusions_hash === sha256(files["exclusions.tsv"]), "排除名单与承诺中的散列值不一致");
  found.commitment = commitment;
  found.commitmentHash = sha256(files["commitment.json"]);
  return `名册、排除名单与承诺一致；承诺值 ${found.commitmentHash}`;
}

function checkSeed(files, found) {
  const minutes = readJson(files, "minutes.json");
  const keys = Object.keys(minutes).sort().join(" ");
  require(keys === "entries kind remarks revealed_at seed", "minutes.json 字段不符");
  require(["formal", "rehearsal"].includes(minutes.kind), "minutes.json 没有写明正式还是演示");
  const rule = found.commitment.seed_rule;
  require(rule.length >= 2 && minutes.entries.length === rule.length, "产生种子的方数与承诺不一致");
  rule.forEach((part, index) => {
    const entry = minutes.entries[index];
    require(entry.party === part.party, "产生种子的各方或其顺序与承诺不一致");
    const good = /^[0-9]*$/.test(entry.digits) && entry.digits.length === part.digits;
    require(good, `${part.party}的数字不是 ${part.digits} 位阿拉伯数字`);
    const masked = sha256(`AICDRAW1-MASK\n${entry.salt}\n${entry.digits}`);
    require(masked === entry.mask, `${part.party}的数字与锁定时的掩码不一致`);
  });
  found.seed = minutes.entries.map((entry) => entry.digits).join("");
  require(minutes.seed === found.seed, "种子不是各方数字依次相连");
  const kind = minutes.kind === "rehearsal" ? "；本次抽取为演示，不作正式依据" : "";
  return `种子 ${found.seed} 由 ${rule.length} 方的数字依次相连，掩码一致${kind}`;
}

function checkTickets(files, found) {
  found.lots = redo(found);
  const lines = found.lots.flatMap(({ label, tickets }) =>
    tickets.map(([ticket, id]) => `${label}\t${ticket}\t${id}\n`),
  );
  require(`label\tticket\tid\n${lines.join("")}` === files["tickets.tsv"], "签号与重算的不一致");
  return `${lines.length} 个签号逐一重算一致`;
}

function checkListing(files, found, name, part, word) {
  const { draw_number } = found.commitment;
  const expected = {
    lots: found.lots.map(({ stage, label, stratum, [part]: ids }) => ({ stage, label, stratum, [part]: ids })),
  };
  if (name === "result.json") {
    Object.assign(expected, { draw_number, commitment: found.commitmentHash, seed: found.seed });
  }
  require(canonical(expected) === files[name], `${word}与重算的不一致`);
  return `${word} ${found.lots.reduce((sum, lot) => sum + lot[part].length, 0)} 名，重算一致`;
}

function checkSubstitutions(files, found) {
  const { steps, ...others } = readJson(files, "substitutions.json");
  require(Object.keys(others).length === 0, "substitutions.json 的字段不符合规范");
  const state = new Map(
    found.lots.map((lot) => [lot.label, { lot, seated: [...lot.selected], waiting: [...lot.alternates] }]),
  );
  steps.forEach((step, index) => {
    const where = `第 ${index + 1} 次递补`;
    const keys = Object.keys(step).sort().join(" ");
    require(keys === "actor at evidence in label out reason" && step.reason, `${where}的字段不符合规范，或没有理由`);
    require(state.has(step.label), `${where}的签号名称不存在`);
    const { lot, seated, waiting } = state.get(step.label);
    const stratum = (id) => found.stratumOf.get(id);
    let fits = (id) => stratum(id) === stratum(step.in);
    if (step.out) {
      require(seated.includes(step.out), `${where}：${step.out} 不是入选者`);
      seated.splice(seated.indexOf(step.out), 1);
      const count = (name, id) => [...seated, id].filter((other) => stratum(other) === name).length;
      fits = (id) => lot.minimums.every(([name, least]) => count(name, id) >= least);
    }
    require(waiting.find(fits) === step.in && step.in, `${where}没有按签号顺序`);
    waiting.splice(waiting.indexOf(step.in), 1);
    seated.push(step.in);
  });
  return `递补 ${steps.length} 次，全部按签号顺序`;
}

// Redoing the draw

function redo({ commitment, roster, seed }) {
  const chosen = new Map();
  const lots = [];
  for (const stage of commitment.stages) {
    const drawn = redoStage(stage, `${commitment.draw_number}/${stage.unit}/`, roster, seed, chosen);
    require(!chosen.has(stage.name), `环节“${stage.name}”重复`);
    chosen.set(stage.name, drawn.flatMap((lot) => lot.selected));
    lots.push(...drawn);
  }
  require(new Set(lots.map((lot) => lot.label)).size === lots.length, "有两组签号同名");
  return lots;
}

function redoStage(stage, label, { header, rows }, seed, chosen) {
  const strata = new Set(stage.strata.map((item) => item.stratum));
  const sources = stage.sources.flatMap((source) => chosen.get(source));
  let pool = rows.filter((row) => strata.has(row[1]));
  if (stage.kind === "linked") {
    const column = header.indexOf(stage.column);
    return sources.map((parent) => {
      const own = pool.filter((row) => row[column] === parent);
      return lotOf(stage, `${label}${stage.name}/${parent}`, parent, seed, own, stage.size, []);
    });
  }
  if (stage.sources.length) pool = pool.filter((row) => sources.includes(row[0]));
  if (stage.kind === "exact") {
    return stage.strata.map(({ stratum, size }) => {
      const own = pool.filter((row) => row[1] === stratum);
      return lotOf(stage, label + stratum, stratum, seed, own, size, []);
    });
  }
  require(stage.kind === "minimums", `环节“${stage.name}”的抽取方式不认识`);
  const minimums = stage.strata.map((item) => [item.stratum, item.minimum]);
  return [lotOf(stage, label + stage.name, "", seed, pool, stage.size, minimums)];
}

function lotOf(stage, label, stratum, seed, rows, size, minimums) {
  const tickets = rows.map((row) => [sha256(`AICDRAW1\n${seed}\n${label}\n${row[0]}`), row[0], row[1]]);
  tickets.sort((a, b) => (a[0] === b[0] ? byCodePoint(a[1], b[1]) : a[0] < b[0] ? -1 : 1));
  const taken = new Set();
  for (const [name, least] of minimums) {
    const own = tickets.filter((row) => row[2] === name).slice(0, least);
    require(own.length === least, `“${name}”不足最低名额`);
    own.forEach((row) => taken.add(row[1]));
  }
  require(taken.size <= size && size <= tickets.length, `“${stratum || stage.name}”需要 ${size} 名，无法满足`);
  for (const row of tickets) if (taken.size < size) taken.add(row[1]);
  const order = tickets.map((row) => row[1]);
  const selected = order.filter((id) => taken.has(id));
  const alternates = order.filter((id) => !taken.has(id));
  return { stage: stage.name, label, stratum, tickets, selected, alternates, minimums };
}
