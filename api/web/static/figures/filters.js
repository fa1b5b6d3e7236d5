// Period and filters; they stand in the address, so that a view can be kept and sent.

import { figure } from "./client.js";
import { byId, h } from "../dom.js";

const NAMES = ["since", "until", "category", "region", "channel", "window"];

const day = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

function periods(today) {
  const year = today.getFullYear();
  const quarter = Math.floor(today.getMonth() / 3);
  const months = (from, until) => [day(new Date(year, from, 1)), day(until)];
  return {
    year: ["今年", months(0, today)],
    quarter: ["本季度", months(quarter * 3, today)],
    before: ["上季度", months(quarter * 3 - 3, new Date(year, quarter * 3, 0))],
    month: ["本月", months(today.getMonth(), today)],
    twelve: ["近十二个月", [day(new Date(year - 1, today.getMonth(), today.getDate() + 1)), day(today)]],
  };
}

export function current() {
  const asked = new URLSearchParams(location.search);
  const found = Object.fromEntries(NAMES.map((name) => [name, asked.get(name) || ""]));
  if (!found.since) [found.since, found.until] = periods(new Date()).year[1];
  return found;
}

export const asked = (filters) => new URLSearchParams(Object.entries(filters).filter(([, value]) => value));

function keep(filters) {
  history.replaceState(null, "", `${location.pathname}?${asked(filters)}`);
}

function choice(id, name, first, options, value, change) {
  const known = options.some((one) => one.key === value) || !value ? options : [{ key: value, name: value }, ...options];
  const select = h("select", { id, onchange: (event) => change(event.target.value) }, h("option", { value: "" }, first), known.map((one) => h("option", { value: one.key, selected: one.key === value }, one.name)));
  return h("label", { for: id }, name, select);
}

async function narrowing(filters, set) {
  const all = { since: filters.since, until: filters.until };
  const [categories, cities, windows, channels] = await Promise.all([figure("demands", { ...all, by: "category" }), figure("demands", { ...all, by: "city" }), figure("windows", all), figure("demands", { ...all, by: "channel" })]);
  return [
    choice("category", "类别", "全部", categories.cells, filters.category, (value) => set({ category: value })),
    choice("region", "市州", "全部", cities.cells, filters.region, (value) => set({ region: value })),
    choice("window", "窗口", "全部", windows.windows.filter((one) => one.key !== "-"), filters.window, (value) => set({ window: value })),
    choice("channel", "渠道", "全部", channels.cells, filters.channel, (value) => set({ channel: value })),
  ];
}

// narrows: whether more than the period can be chosen, which takes figures of all.
export async function build(reload, narrows = true) {
  const filters = current();
  const set = (changes) => {
    keep({ ...current(), ...changes });
    reload();
  };
  const ready = periods(new Date());
  const mine = Object.keys(ready).find((key) => ready[key][1].join() === [filters.since, filters.until].join()) || "";
  const date = (id, name) => h("label", { for: id }, name, h("input", { id, type: "date", value: filters[id], required: true, onchange: (event) => event.target.value && set({ [id]: event.target.value }) }));
  const more = narrows ? await narrowing(filters, set) : [];
  const form = byId("filters");
  form.onsubmit = (event) => event.preventDefault();
  form.replaceChildren(
    choice("preset", "期间", "自选", Object.entries(ready).map(([key, [name]]) => ({ key, name })), mine, (key) => key && set({ since: ready[key][1][0], until: ready[key][1][1] })),
    date("since", "从"),
    date("until", "到"),
    ...more,
  );
  form.hidden = false;
}
