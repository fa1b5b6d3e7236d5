// Taking a file in: chosen once, tried first, then taken in; what was chosen stays whatever goes wrong.

import { ask } from "../door.js";
import { byId, h } from "../dom.js";
import { report } from "./import_report.js";
import { past } from "./past_imports.js";
import { LONG_MS, choices, fault, kinds, loading, once } from "./parts.js";

const MOST = Number(byId("main").dataset.mostBytes) - 2_000; // beside the file the form takes a little
const CHANGED = "这个文件选好以后在电脑上改过或移走了，请重新选一次。";
let kept = null; // the form, with the chosen file, while one looks at another part

export function show(params) {
  kept ??= form();
  const history = past(Number.parseInt(params.offset, 10) || 0, kept.forget);
  kept.done = history.reload;
  return h("div", { class: "stack" }, kept.node, history.node);
}

function form() {
  const file = h("input", { id: "file", type: "file", accept: ".xlsx,.csv,.jsonl", "aria-describedby": "file-hint" });
  const kind = h("select", { id: "rows-kind" }, choices(kinds, "", "表里已写明"));
  const trial = h("button", { type: "submit", class: "primary" }, "试导入");
  const real = h("button", { type: "button", class: "primary", disabled: true }, "正式导入");
  const result = h("div", { class: "result", "aria-live": "polite" });
  const made = { done: () => {}, forget: () => forget() };
  let ready = false; // the very file that stands there was tried and is good
  const forget = () => {
    ready = false;
    real.disabled = true;
    result.replaceChildren();
  };
  const press = (isTrial) => once(() => [trial, real, file, kind], async () => {
    ready = false;
    result.replaceChildren(h("p", { class: "card-note", role: "status" }, isTrial ? "正在检查……" : "正在导入……"), loading());
    const outcome = await send(file.files[0], kind.value, isTrial).catch((error) => error);
    settle(outcome, isTrial);
  });
  const run = (isTrial) => {
    const pressed = press(isTrial);
    return async (event) => {
      await pressed(event);
      real.disabled = !ready;
    };
  };
  function settle(outcome, isTrial) {
    const isGood = !(outcome instanceof Error);
    ready = isGood && isTrial && !outcome.fault_count && outcome.created + outcome.updated + outcome.institutions_generated.length > 0;
    result.replaceChildren(isGood ? report(outcome) : fault(outcome));
    if (isGood && !isTrial) made.done();
  }
  [file, kind].forEach((one) => one.addEventListener("change", forget));
  real.addEventListener("click", run(false));
  made.node = h("section", { class: "fig-card", "aria-labelledby": "import-title" },
    h("div", { class: "card-head" }, h("h2", { id: "import-title" }, "导入文件"), h("a", { class: "quiet", href: "/api/v1/imports/template" }, "下载模板")),
    h("p", { id: "file-hint", class: "card-note" }, "收 .xlsx、.csv、.jsonl，按编号更新。先试导入看清会变什么，再正式导入：全部成功或一条不留。"),
    h("form", { class: "finding", "aria-label": "导入文件", onsubmit: run(true) }, h("label", { for: "file" }, "文件", file), h("label", { for: "rows-kind" }, "种类", kind), trial, real),
    result);
  return made;
}

async function send(file, kind, isTrial) {
  if (!file) throw new Error("请先选一个文件。");
  if (file.size > MOST) throw new Error(`文件太大，最多 ${Math.floor(MOST / 1_000_000)} MB；可以分成几个文件导入。`);
  const content = await file.arrayBuffer().catch(() => {
    throw new Error(CHANGED);
  });
  const body = new FormData();
  body.append("file", new Blob([content]), file.name);
  body.append("dry_run", String(isTrial));
  if (kind) body.append("kind", kind);
  return ask("POST", "/api/v1/imports/files", body, LONG_MS);
}
