// Downloading the bulletin of a quarter.

import { bulletin } from "./client.js";
import { byId, h } from "../dom.js";
import { current } from "./filters.js";

const BACK = 6; // quarters that are offered

function quarters(today) {
  const newest = today.getFullYear() * 4 + Math.floor(today.getMonth() / 3);
  return Array.from({ length: BACK }, (_, n) => newest - n).map((n) => ({ key: `${Math.floor(n / 4)}Q${(n % 4) + 1}`, name: `${Math.floor(n / 4)} 年第 ${(n % 4) + 1} 季度` }));
}

export function build(fail) {
  const form = byId("bulletin");
  byId("quarter").replaceChildren(...quarters(new Date()).map((one, at) => h("option", { value: one.key, selected: at === 1 }, one.name)));
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const name = button.textContent;
    button.disabled = true;
    button.textContent = "正在生成……";
    try {
      save(await bulletin(byId("quarter").value, button.value, current().window));
    } catch (error) {
      fail(error);
    } finally {
      button.disabled = false;
      button.textContent = name;
    }
  };
}

function save({ blob, name }) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
