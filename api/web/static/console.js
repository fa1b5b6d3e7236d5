/** Entry of the console: waits for the libraries, then shows the desk, or says plainly what is missing. */

function showIncomplete(root) {
  const line = root.querySelector("[role=status]");
  if (!line) return;
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
  if (!window.React || !window.ReactDOM) {
    showIncomplete(root);
    return;
  }
  const { mount } = await import("./console/app.js");
  mount(root, { maxTextLength: Number(root.dataset.maxTextLength) });
}

begin().catch(() => showIncomplete(document.getElementById("root")));
