/** The page of the notice: takes the talk of this device along as a file, or deletes it after a second question. */

import { clear, load } from "./chat/session.js";

const byId = (id) => document.getElementById(id);
const FAILED = "网络不通或服务没有回应，请稍后再试。";
let isForced = false;

async function call(method, suffix) {
  const { id, token } = load();
  const path = `/api/v1/conversations/${encodeURIComponent(id)}${suffix}`;
  try {
    return await fetch(path, { method, headers: { Authorization: `Bearer ${token}` }, credentials: "omit", cache: "no-store" });
  } catch {
    return null;
  }
}

async function sentenceOf(response) {
  try {
    return (await response.json()).detail || FAILED;
  } catch {
    return FAILED;
  }
}

function tell(sentence, isFault) {
  byId("told").textContent = sentence;
  byId("told").className = isFault ? "fault" : "done";
  byId("told").hidden = false;
}

async function takeAlong() {
  const response = await call("GET", "/export");
  if (!response || !response.ok) return tell(response ? await sentenceOf(response) : FAILED, true);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = "我的信息.json";
  link.click();
  URL.revokeObjectURL(link.href);
  tell("已下载为“我的信息.json”。", false);
}

function ask(detail) {
  if (detail) byId("sure-detail").textContent = detail;
  byId("sure").showModal();
}

async function erase() {
  byId("sure").close();
  const response = await call("DELETE", isForced ? "?force=true" : "");
  if (response && response.status === 409 && !isForced) {
    isForced = true;
    return ask("有事情正在办理。现在删除，承办单位就联系不上您，事情会撤销。仍要删除吗？");
  }
  if (!response || !(response.ok || response.status === 404)) return tell(response ? await sentenceOf(response) : FAILED, true);
  clear();
  for (const id of ["export", "erase"]) byId(id).disabled = true;
  tell("已经删除，只留下不含个人信息的统计数字。", false);
}

function show() {
  const has = Boolean(load());
  byId("none").hidden = has;
  byId("some").hidden = !has;
}

byId("export").addEventListener("click", takeAlong);
byId("erase").addEventListener("click", () => ask());
byId("keep").addEventListener("click", () => byId("sure").close());
byId("go").addEventListener("click", erase);
show();
