/** Entry of the public page: waits for the libraries, then shows the chat, or says plainly what is missing. */

import { tellHost } from "./embed/host.js";

const LIBRARIES = ["React", "ReactDOM", "ChatUI"];

function showIncomplete(root) {
  tellHost("failed");
  const line = root.querySelector("[role=status]");
  line.textContent = "页面没有加载完整，请检查网络后刷新。";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "boot-retry";
  button.textContent = "刷新页面";
  button.addEventListener("click", () => window.location.reload());
  line.after(button);
  document.getElementById("boot").dataset.failed = "true";
}

async function begin() {
  const root = document.getElementById("root");
  if (LIBRARIES.some((name) => !window[name])) {
    showIncomplete(root);
    return;
  }
  const { mount } = await import("./chat/app.js");
  await mount(root, {
    maxTextLength: Number(root.dataset.maxTextLength),
    isEmbedded: root.dataset.embedded === "true",
  });
}

begin().catch(() => showIncomplete(document.getElementById("root")));
