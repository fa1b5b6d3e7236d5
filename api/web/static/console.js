/** Entry of the console: waits for the libraries, then shows the desk, or says plainly what is missing. */

function showIncomplete(root) {
  const line = root.querySelector("[role=status]");
  if (line) line.textContent = "页面没有加载完整，请检查网络后刷新。";
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
