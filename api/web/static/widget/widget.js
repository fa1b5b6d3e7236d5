/**
 * 企服通 on any page: <script async src="(this host)/widget.js">
 *
 * Optional: data-color="#0b6b5d", data-window="W-430100", data-greeting="您好……", data-position="left".
 * Adds one element at the end of the body and one name, `Qifu`, with open(), close() and toggle(). Needs no inline
 * script or style and no eval; a page with a content policy allows script-src and frame-src of this host.
 */
(() => {
  "use strict";
  if (window.Qifu) return;

  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  const home = new URL(script.src).origin;
  const wishes = script.dataset;
  const NARROW = window.matchMedia("(max-width: 520px), (max-height: 520px)");
  const ANSWER_MS = 15000; // after which a frame that says nothing counts as lost
  const MEMORY = "qifu.widget"; // of this tab: whether the talk was open
  const DEFAULT_COLOUR = "#0b6b5d";
  const STYLE = `
    :host { all: initial !important; position: fixed !important; z-index: 2147483000 !important; bottom: 0 !important; right: 0 !important; }
    * { box-sizing: border-box; font-family: system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    button { font-size: 15px; cursor: pointer; }
    button:focus-visible { outline: 3px solid var(--ring); outline-offset: 3px; }
    .launcher {
      position: fixed; bottom: calc(20px + env(safe-area-inset-bottom)); width: 60px; height: 60px; display: grid; place-content: center;
      padding: 0; border: 2px solid var(--ink); border-radius: 30px; background: var(--fill); color: var(--ink);
      box-shadow: 0 2px 6px rgb(0 0 0 / 18%), 0 8px 28px rgb(0 0 0 / 18%); transition: transform .15s ease-out;
    }
    .launcher:hover { transform: translateY(-2px); }
    svg { width: 28px; height: 28px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .count {
      position: absolute; top: -6px; right: -6px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: #b3261e;
      color: #fff; font-size: 13px; line-height: 22px; text-align: center;
    }
    .count[hidden], .veil[hidden], .veil [hidden] { display: none; }
    dialog {
      position: fixed; inset: auto; bottom: calc(94px + env(safe-area-inset-bottom)); width: 400px; height: min(680px, 100vh - 118px); max-width: none;
      max-height: none; margin: 0; padding: 0; overflow: hidden; border: 1px solid rgb(0 0 0 / 12%); border-radius: 18px; background: Canvas;
      box-shadow: 0 4px 12px rgb(0 0 0 / 12%), 0 18px 56px rgb(0 0 0 / 22%); color-scheme: light dark;
    }
    .left .launcher, .left dialog { left: 20px; }
    .right .launcher, .right dialog { right: 20px; }
    .narrow .launcher { bottom: calc(14px + env(safe-area-inset-bottom)); width: 56px; height: 56px; }
    .narrow.left .launcher { left: 14px; }
    .narrow.right .launcher { right: 14px; }
    .narrow dialog, .narrow.left dialog, .narrow.right dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .veil {
      position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 14px; padding: 24px;
      background: Canvas; color: CanvasText; font-size: 16px; line-height: 1.6; text-align: center;
    }
    .veil p { margin: 0; max-width: 20em; }
    .wheel { width: 34px; height: 34px; border: 3px solid color-mix(in srgb, CanvasText 18%, transparent); border-top-color: currentcolor; border-radius: 50%; animation: turn 1s linear infinite; }
    .broken { display: grid; place-content: center; width: 64px; height: 64px; border-radius: 20px; background: color-mix(in srgb, CanvasText 8%, transparent); }
    .acts { display: flex; gap: 10px; }
    .acts button { min-height: 44px; padding: 0 20px; border: 1px solid currentcolor; border-radius: 12px; background: transparent; color: inherit; }
    .acts button:first-child { border-color: var(--fill); background: var(--fill); color: var(--ink); font-weight: 600; }
    @keyframes turn { to { transform: rotate(1turn); } }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
    @media print { :host { display: none !important; } }
  `;

  /** A colour that a page gave wrongly must not make the button unreadable. */
  function colours(text) {
    const fill = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text || "") ? text : DEFAULT_COLOUR;
    if (text && fill !== text) console.warn(`Qifu: data-color="${text}" 不是 #rrggbb，改用默认颜色。`);
    const hex = fill.length === 4 ? fill.replace(/[0-9a-f]/gi, "$&$&") : fill;
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
    const isLight = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18;
    return { fill: hex, ink: isLight ? "#000000" : "#ffffff" };
  }

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function drawing(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    return { svg, line };
  }

  function memory() {
    try {
      return JSON.parse(window.sessionStorage.getItem(MEMORY) || "{}");
    } catch {
      return {};
    }
  }

  function remember(change) {
    try {
      window.sessionStorage.setItem(MEMORY, JSON.stringify({ ...memory(), ...change }));
    } catch {
      // The page keeps nothing: the talk is then closed after a reload, but not lost.
    }
  }

  const SPEECH = "M4.5 5.5h15v10.5h-8.5l-4 3.5v-3.5h-2.5zM8.5 9.5h7M8.5 12.5h4.5";
  const BROKEN = "M4 4l16 16M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5.5-2.7M12 19.5h.01";
  const CROSS = "M6.5 6.5l11 11M17.5 6.5l-11 11";
  const ui = {};
  const state = { isOpen: false, isReady: false, timer: 0 };

  function build() {
    const { svg, line } = drawing(SPEECH);
    ui.line = line;
    ui.count = make("span", { class: "count", hidden: "" });
    ui.launcher = make("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" }, svg, ui.count);
    ui.wheel = make("span", { class: "wheel" });
    ui.broken = make("span", { class: "broken" }, drawing(BROKEN).svg);
    ui.line1 = make("p", { role: "status" });
    ui.retry = make("button", { type: "button" }, "重试");
    ui.leave = make("button", { type: "button" }, "关闭");
    ui.acts = make("div", { class: "acts" }, ui.retry, ui.leave);
    ui.veil = make("div", { class: "veil" }, ui.wheel, ui.broken, ui.line1, ui.acts);
    ui.dialog = make("dialog", { "aria-label": "企服通 中小企业服务助手" }, ui.veil);
    ui.side = make("div", { class: wishes.position === "left" ? "left" : "right" }, ui.launcher, ui.dialog);
    ui.element = document.createElement("qifu-widget");
    const root = ui.element.attachShadow({ mode: "open" });
    dress(root);
    root.append(ui.side);
    label(0);
    fit();
    document.body.append(ui.element);
  }

  function dress(root) {
    const { fill, ink } = colours(wishes.color);
    ui.fill = fill;
    for (const [name, value] of [["--fill", fill], ["--ink", ink], ["--ring", fill]]) ui.side.style.setProperty(name, value);
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet(); // a content policy without 'unsafe-inline' allows these
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(make("style", {}, STYLE));
    }
  }

  function label(count) {
    ui.count.textContent = count > 9 ? "9+" : String(count);
    ui.count.hidden = !count;
    const name = state.isOpen ? "关闭企服通助手" : "打开企服通助手";
    ui.launcher.setAttribute("aria-label", count ? `${name}，${count} 条新消息` : name);
    ui.launcher.setAttribute("aria-expanded", String(state.isOpen));
    ui.line.setAttribute("d", state.isOpen ? CROSS : SPEECH);
  }

  function fit() {
    ui.side.classList.toggle("narrow", NARROW.matches);
    if (!state.isOpen) return;
    ui.dialog.close();
    show();
  }

  /** A narrow screen is filled, and what lies behind cannot be reached; a wide one goes on beside it. */
  function show() {
    if (NARROW.matches) ui.dialog.showModal();
    else ui.dialog.open = true; // unlike show() without moving the focus
  }

  function load() {
    const said = new URLSearchParams({ color: ui.fill, window: wishes.window || "", greeting: wishes.greeting || "" });
    if (ui.frame) ui.frame.remove();
    state.isReady = false;
    ui.frame = make("iframe", { title: "企服通对话", src: `${home}/embed#${said}`, allow: "clipboard-write" });
    ui.dialog.prepend(ui.frame);
    veil("正在打开企服通……");
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.isReady || lost(), ANSWER_MS);
    if (!navigator.onLine) lost();
  }

  function veil(text, isLost = false) {
    ui.veil.hidden = false;
    ui.line1.textContent = text;
    ui.wheel.hidden = isLost;
    ui.broken.hidden = !isLost;
    ui.acts.hidden = !isLost;
  }

  function lost() {
    state.isLost = true;
    veil(navigator.onLine ? "没能连上企服通，请检查网络后重试。" : "网络断开了，恢复后会自动重新连接。", true);
    if (state.isOpen && state.wantsFocus) ui.retry.focus();
  }

  function again() {
    state.isLost = false;
    load();
  }

  function ready() {
    state.isReady = true;
    state.isLost = false;
    ui.veil.hidden = true;
    if (!state.isOpen) say("hidden");
    else if (state.wantsFocus) focusTalk();
  }

  function focusTalk() {
    ui.frame.focus();
    say("shown");
  }

  function say(type, detail = {}) {
    if (state.isReady) ui.frame.contentWindow.postMessage({ qifu: type, ...detail }, home);
  }

  function unfold() {
    state.isOpen = true;
    if (!ui.frame) load();
    show();
    label(0);
  }

  function open() {
    if (state.isOpen) return;
    remember({ open: true });
    if (!ui.element) return; // the body is still to come
    state.wantsFocus = true;
    unfold();
    if (state.isLost) ui.retry.focus();
    else focusTalk();
  }

  function close() {
    remember({ open: false });
    if (!state.isOpen) return;
    state.isOpen = false;
    ui.dialog.close();
    label(0);
    say("hidden");
    ui.launcher.focus();
  }

  function toggle() {
    if (state.isOpen) close();
    else open();
  }

  const HEARD = {
    ready,
    close,
    failed: lost,
    unread: ({ count }) => label(Number(count) || 0),
  };

  function listen() {
    ui.launcher.addEventListener("click", toggle);
    ui.retry.addEventListener("click", again);
    ui.leave.addEventListener("click", close);
    ui.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close();
    });
    ui.side.addEventListener("keydown", (event) => event.key === "Escape" && close());
    window.addEventListener("online", () => state.isLost && again());
    NARROW.addEventListener("change", fit);
    window.addEventListener("message", ({ source, origin, data }) => {
      if (!ui.frame || source !== ui.frame.contentWindow || origin !== home || !data) return;
      if (Object.hasOwn(HEARD, data.qifu)) HEARD[data.qifu](data);
    });
  }

  function begin() {
    build();
    listen();
    if (memory().open && !NARROW.matches) unfold(); // as it was before the reload, without taking the focus
  }

  window.Qifu = Object.freeze({ open, close, toggle });
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
