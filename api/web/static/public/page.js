/** What the public pages gain where scripts run; without them every form and link works all the same. */

function markBusy() {
  const results = document.querySelector("[data-results]");
  if (results) results.setAttribute("aria-busy", "true");
}

function isPlainClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

for (const form of document.querySelectorAll("[data-busy-form]")) {
  form.addEventListener("submit", (event) => {
    markBusy();
    const button = event.submitter || form.querySelector("[type=submit]");
    if (!button) return;
    button.dataset.busy = "true";
    // Disabled only after the form has read which button sent it.
    setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true)));
  });
}

for (const links of document.querySelectorAll("[data-busy-links]")) {
  links.addEventListener("click", (event) => event.target.closest("a") && isPlainClick(event) && markBusy());
}

for (const select of document.querySelectorAll("[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** A page taken back from the browser's memory is not busy any more. */
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[aria-busy]").forEach((element) => element.removeAttribute("aria-busy"));
  document.querySelectorAll("[data-busy]").forEach((button) => delete button.dataset.busy);
  document.querySelectorAll("[data-busy-form] button").forEach((button) => (button.disabled = false));
});

/**
 * On a narrow screen the chosen kind may lie beyond the edge. Only its row is moved: with scrollIntoView the next Tab
 * would begin behind it, and the link that leads past the head would never be reached.
 */
const chosen = document.querySelector(".tabs [aria-current]");
if (chosen) {
  const [row, at] = [chosen.closest(".tabs"), chosen.getBoundingClientRect()];
  const seen = row.getBoundingClientRect();
  row.scrollLeft += at.left + at.width / 2 - (seen.left + seen.width / 2);
}

/** A case is not left standing on a screen that others may come to. */
for (const shown of document.querySelectorAll("[data-leaves-after]")) {
  setTimeout(() => window.location.assign("/progress"), Number(shown.dataset.leavesAfter) * 60_000 + 2000);
}

const offline = document.querySelector("[data-offline]");
const tellNetwork = () => (offline.hidden = navigator.onLine);
window.addEventListener("online", tellNetwork);
window.addEventListener("offline", tellNetwork);
tellNetwork();
