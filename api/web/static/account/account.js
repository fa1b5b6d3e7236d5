/** The account page: changes the password, lists where one is signed in, signs out. */

import { ask, tell, toLogin } from "../door.js";

const byId = (id) => document.getElementById(id);
const [oldOne, newOne, again] = ["old", "new", "again"].map(byId);
const form = byId("password-form");
let isUnderWay = false; // one deed at a time, however often it is pressed

/** On a narrow screen the names of the columns stand before the cells, and the roles say that it is a table still. */
function cell(name, ...content) {
  const made = document.createElement("td");
  made.setAttribute("role", "cell");
  made.dataset.name = name;
  made.append(...content);
  return made;
}

function time(iso) {
  const made = document.createElement("time");
  made.dateTime = iso;
  made.textContent = iso.slice(0, 16).replace("T", " ");
  return made;
}

/** Names the browser and the system out of what it calls itself, newest names first: they all also claim to be Safari. */
export function browserName(agent) {
  const [, name] = [["MicroMessenger", "微信"], ["Edg", "Edge"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]].find(
    ([mark]) => agent.includes(mark),
  ) || ["", agent.slice(0, 40) || "未知"];
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((one) => agent.includes(one));
  return system ? `${name} · ${system.replace(" OS X", "")}` : name;
}

function endButton(session) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "结束";
  button.setAttribute("aria-label", `结束 ${browserName(session.agent)} 的登录`);
  button.addEventListener("click", () => {
    if (isUnderWay) return;
    isUnderWay = true;
    act(() => ask("DELETE", `/api/v1/sessions/${session.id}`)).finally(() => (isUnderWay = false));
  });
  return button;
}

function here() {
  const made = document.createElement("span");
  made.className = "tag";
  made.textContent = "这里";
  return made;
}

function row(session) {
  const made = document.createElement("tr");
  const end = session.current ? here() : endButton(session);
  made.setAttribute("role", "row");
  made.append(
    cell("浏览器", browserName(session.agent)),
    cell("网络地址", session.address),
    cell("登录时间", time(session.created_at)),
    cell("最近使用", time(session.seen_at)),
    cell("", end),
  );
  return made;
}

async function show() {
  byId("sessions").replaceChildren(...(await ask("GET", "/api/v1/sessions")).map(row));
}

async function act(step) {
  try {
    await step();
    await show();
    tell(byId("sessions-fault"), "");
  } catch (error) {
    if (error.status === 401) return toLogin();
    tell(byId("sessions-fault"), error.message);
  }
}

function mark(field) {
  for (const one of [oldOne, newOne, again]) one.setAttribute("aria-invalid", String(one === field));
}

function refuse(field, sentence) {
  mark(field);
  tell(byId("password-fault"), sentence);
  field.focus();
}

async function changePassword() {
  byId("password-done").hidden = true;
  if (!oldOne.value) return refuse(oldOne, "请填写现在的密码。");
  if (newOne.value !== again.value) return refuse(again, "两遍新密码不一样。");
  try {
    await ask("POST", "/api/v1/me/password", { old: oldOne.value, new: newOne.value });
  } catch (error) {
    return refuse(error.status === 422 ? newOne : oldOne, error.status === 401 ? "现在的密码不对。" : error.message);
  }
  form.reset();
  mark(null);
  tell(byId("password-fault"), "");
  byId("password-done").hidden = false;
  await act(() => {});
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isUnderWay) return; // pressed twice the second would come with a password that is the old one by now
  isUnderWay = true;
  await changePassword().finally(() => (isUnderWay = false));
});
byId("logout").addEventListener("click", async () => {
  try {
    await ask("DELETE", "/api/v1/sessions/current");
  } catch (error) {
    if (error.status !== 401) return tell(byId("sessions-fault"), error.message);
  }
  window.location.assign("/login");
});
act(() => {});
