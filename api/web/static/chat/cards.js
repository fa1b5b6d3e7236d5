/** Match cards: what was found, by kind, why it fits, and a way to choose it. */

import { Icon } from "./icons.js";
import { choiceLabel } from "./messages.js";
import { Button, Card, CardActions, CardContent, Fragment, h, useState } from "./react.js";

const KINDS = { service: "服务", institution: "机构", expert: "专家", policy: "政策", scheme: "项目", faq: "问答" };
const SHOWN_PER_KIND = 3;
const VERDICTS = {
  met: { text: "符合", icon: "check" },
  unmet: { text: "不符合", icon: "cross" },
  unknown: { text: "待核实", icon: "question" },
};
const VERDICT_NAMES = { 符合: "met", 不符合: "unmet", 待核实: "unknown", met: "met", unmet: "unmet", not_met: "unmet" };

function Criterion({ name, verdict, evidence }) {
  const tone = VERDICT_NAMES[verdict] || "unknown";
  const { text, icon } = VERDICTS[tone];
  return h(
    "li",
    { className: "criterion", "data-verdict": tone },
    h("span", { className: "criterion-verdict" }, h(Icon, { name: icon }), text),
    h("span", { className: "criterion-body" }, h("b", null, name), evidence && h("span", null, evidence)),
  );
}

function Facts({ facts }) {
  if (!facts || !facts.length) return null;
  const rows = facts.map(({ label, value }, i) =>
    h("div", { key: i, className: "fact" }, h("dt", null, label), h("dd", null, value)),
  );
  return h("dl", { className: "facts" }, rows);
}

function Reasons({ reasons }) {
  if (!reasons || !reasons.length) return null;
  return h("ul", { className: "reasons" }, reasons.map((reason, i) => h("li", { key: i }, reason)));
}

function Criteria({ criteria }) {
  if (!criteria || !criteria.length) return null;
  const rows = criteria.map((criterion, i) => h(Criterion, { key: i, ...criterion }));
  return h("ul", { className: "criteria", "aria-label": "逐条核对" }, rows);
}

function Title({ item, number }) {
  return h(
    "div",
    { className: "match-head" },
    h("span", { className: "match-number", "aria-hidden": true }, number),
    h(
      "div",
      { className: "match-names" },
      h("h3", { className: "match-name" }, item.name),
      item.provider && item.provider !== item.name && h("p", { className: "match-provider" }, item.provider),
    ),
  );
}

function MatchCard({ item, number, onChoose }) {
  const choose = (event) => event.detail > 1 || onChoose(item.payload || item.name, choiceLabel(item));
  return h(
    Card,
    { className: "match", role: "listitem", "data-item-id": item.item_id },
    h(Title, { item, number }),
    h(
      CardContent,
      null,
      h(Reasons, { reasons: item.reasons }),
      h(Criteria, { criteria: item.criteria }),
      h(Facts, { facts: item.facts }),
    ),
    item.kind !== "faq" &&
      h(CardActions, null, h(Button, { color: "primary", variant: "outline", onClick: choose, "aria-label": choiceLabel(item) }, "选这个")),
  );
}

function Group({ kind, entries, onChoose }) {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? entries : entries.slice(0, SHOWN_PER_KIND);
  const hidden = entries.length - shown.length;
  const label = KINDS[kind] || "其他";
  return h(
    "section",
    { className: "match-group", "aria-label": `${label}，${entries.length} 项` },
    h("h2", { className: "match-kind" }, h(Icon, { name: kind }), label, h("span", { className: "match-count" }, entries.length)),
    h(
      "div",
      { className: "match-list", role: "list" },
      shown.map(({ item, number }) => h(MatchCard, { key: item.item_id || number, item, number, onChoose })),
    ),
    hidden > 0 && h(Button, { className: "match-more", onClick: () => setOpen(true) }, `再看 ${hidden} 项${label}`),
  );
}

/** Kinds in the order they first appear; numbers are the places the service counts by, so that “第二个” means what it shows. */
export function Matches({ items, onChoose }) {
  const groups = new Map();
  items.forEach((item, i) => {
    const entries = groups.get(item.kind) || [];
    groups.set(item.kind, [...entries, { item, number: item.number || i + 1 }]);
  });
  const sections = [...groups].map(([kind, entries]) => h(Group, { key: kind, kind, entries, onChoose }));
  return h(Fragment, null, sections);
}
