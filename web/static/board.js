// What the board does on top of plain forms and links. Without this file everything still works.
"use strict";

document.documentElement.classList.add("js");

// Filters apply as soon as they are chosen; empty ones stay out of the address.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-filters]")) return;
  for (const field of event.target.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
});
// What is searched for while typing stands in the address too, so that it can be kept or sent.
document.addEventListener("htmx:afterSwap", (event) => {
  const config = event.detail.requestConfig;
  if (!config || config.elt.id !== "search") return;
  const address = new URL(event.detail.pathInfo.finalRequestPath, location.href);
  for (const [name, value] of [...address.searchParams]) if (value === "") address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
});
// A page that comes back from the browser's memory must not keep them off.
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-filters] :disabled")) field.disabled = false;
});

// Where there is room, the filters stand open.
if (matchMedia("(min-width: 62rem)").matches) {
  const filters = document.querySelector(".more-filters");
  if (filters) filters.open = true;
}

// On a narrow screen the chosen status and label may lie beyond the edge.
for (const chosen of document.querySelectorAll(".statuses [aria-current], .labels [aria-current]")) {
  const row = chosen.closest(".statuses, .labels");
  row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}

// One open menu at a time; a click elsewhere or Escape shuts it.
const shutMenus = (but) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(but)) menu.open = false;
  }
};
document.addEventListener("click", (event) => {
  shutMenus(event.target);
  if (event.target.closest("[data-shut]")) event.target.closest(".toast").remove();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  shutMenus(null);
  if (menu) menu.querySelector("summary").focus();
});

// Say so when the board cannot be reached: the words come with the page, in its language.
const unreachable = (event) => {
  if (event.detail.requestConfig && event.detail.requestConfig.verb === "get") return;
  const words = document.getElementById("unreachable");
  document.getElementById("toasts").replaceChildren(words.content.cloneNode(true));
};
document.addEventListener("htmx:sendError", unreachable);
document.addEventListener("htmx:timeout", unreachable);

// Copying, where the browser lets a page do so; elsewhere a press on the text chooses all of it.
const offerCopies = () => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
};
offerCopies();
document.addEventListener("htmx:afterSettle", offerCopies);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent + "\n");
  button.textContent = button.dataset.copied;
});
