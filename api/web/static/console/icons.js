/** Line icons of the console; always beside words or a label, so hidden from screen readers. */

import { h } from "./react.js";

const PATHS = {
  talks: "M4.5 5.5h15v10.5h-8l-4 3.5v-3.5h-3z",
  cases: "M5.5 4h13v16h-13zM9 8.5h6M9 12h6M9 15.5h4",
  phone: "M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z",
  appeals: "M12 4.5v9M12 17.5h.01M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z",
  notes: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM13.5 7.5l3 3",
  check: "M5 12.5l4.6 4.5L19 7.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  question: "M9 9.2a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.6 1.2-1.6 2.4M12 18h.01",
  person: "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20a7.2 7.2 0 0 1 14.4 0",
  out: "M14 4.5H6v15h8M10 12h10M16.5 8.5L20 12l-3.5 3.5",
  back: "M9 7L4.5 12 9 17M4.5 12H15a4.5 4.5 0 0 1 4.5 4.5V19",
  pass: "M4 8h13M13.5 4.5L17 8l-3.5 3.5M20 16H7M10.5 12.5L7 16l3.5 3.5",
  send: "M5 12h13M12.5 6l6 6-6 6",
  eye: "M2.5 12s3.5-6 9.5-6 9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  spark: "M12 4v4M12 16v4M4 12h4M16 12h4M6.5 6.5l2.5 2.5M15 15l2.5 2.5M17.5 6.5L15 9M9 15l-2.5 2.5",
  chart: "M4 20V4M4 20h16M8.5 16v-5M13 16V7M17.5 16v-8",
  keys: "M3.5 6.5h17v11h-17zM7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M7.5 14h9",
  offline: "M4 4l16 16M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5.5-2.7M12 19.5h.01",
};

export function Icon({ name }) {
  const path = h("path", { d: PATHS[name] || PATHS.question });
  return h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true, focusable: "false" }, path);
}
