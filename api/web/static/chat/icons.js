/** Line icons, drawn here: ChatUI's own come from a foreign host. Always beside words, so hidden from screen readers. */

import { h } from "./react.js";

const PATHS = {
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.6 4.5L19 7.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  question: "M9 9.2a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.6 1.2-1.6 2.4M12 18h.01",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  down: "M12 5v13M6 12.5l6 6 6-6",
  retry: "M19 8a8 8 0 1 0 1 5M19.5 3.5V8H15",
  edit: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM13.5 7.5l3 3",
  offline: "M4 4l16 16M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5.5-2.7M12 19.5h.01",
  person: "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20a7.2 7.2 0 0 1 14.4 0",
  phone: "M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z",
  send: "M5 12h13M12.5 6l6 6-6 6",
  service: "M4.5 8.5h15v11h-15zM9 8.5V5h6v3.5M4.5 13h15",
  institution: "M4 19.5h16M6 19.5V7l6-3 6 3v12.5M10 10h.01M14 10h.01M10 14h.01M14 14h.01",
  expert: "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.8 20a7.2 7.2 0 0 1 14.4 0",
  policy: "M6 3.5h8.5L19 8v12.5H6zM14 3.5V8.5h5M9 13h6.5M9 16.5h4.5",
};

export function Icon({ name }) {
  const path = h("path", { d: PATHS[name] || PATHS.policy });
  return h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true, focusable: "false" }, path);
}
