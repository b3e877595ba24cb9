// The board by keyboard. Keys are told by their place (event.code), so they work on Cyrillic layouts too.
"use strict";

(() => {
  const SWITCH = "vidhuk-keys";
  const dialog = document.getElementById("keys");
  const checkbox = document.getElementById("keys-on");
  const batch = () => document.getElementById("batch");
  let current = null; // id of the line that the keys move on
  let anchor = null; // the box that was ticked last: a range begins there

  const lines = () => [...document.querySelectorAll(".lines > .line")];
  const line = () => current && document.getElementById(current);
  const boxes = () => [...document.querySelectorAll(".choose input")];
  const chosen = () => boxes().filter((box) => box.checked);
  const typing = (at) => at.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  const openMenu = () => document.querySelector("details.menu[open]") || document.querySelector("details.fold[open]");

  const isOn = () => localStorage.getItem(SWITCH) !== "off";
  checkbox.checked = isOn();
  checkbox.addEventListener("change", () => localStorage.setItem(SWITCH, checkbox.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }

  const goTo = (next) => {
    if (!next) return;
    if (line()) line().classList.remove("is-current");
    current = next.id;
    next.classList.add("is-current");
    next.querySelector(".line-text").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = lines();
    const place = all.indexOf(line());
    goTo(place < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, place + by))]);
  };
  // A line that a deed has drawn anew is still the current one.
  document.addEventListener("htmx:afterSettle", () => {
    if (!line() || line().classList.contains("is-current")) return;
    line().classList.add("is-current");
    if (document.activeElement === document.body) line().querySelector(".line-text").focus({ preventScroll: true });
  });
  document.addEventListener("focusin", (event) => {
    const its = event.target.closest(".lines > .line");
    if (!its || its.id === current) return;
    if (line()) line().classList.remove("is-current");
    current = its.id;
    its.classList.add("is-current");
  });

  // Choosing: a click or X ticks one, with Shift all from the one ticked before.
  const tick = (box, upTo) => {
    const all = boxes();
    const [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
    if (upTo && from >= 0) for (const each of all.slice(from, to + 1)) each.checked = box.checked;
    anchor = box;
    count();
  };
  const count = () => {
    const output = document.getElementById("chosen");
    if (output) output.value = chosen().length;
  };
  document.addEventListener("click", (event) => {
    if (event.target.matches(".choose input")) tick(event.target, event.shiftKey);
  });
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("htmx:afterSettle", count);
  addEventListener("pageshow", count);

  const press = (element) => {
    if (element.matches("textarea")) return element.focus();
    element.click();
    const menu = element.matches("summary") && element.parentElement;
    if (menu && menu.open) (menu.querySelector(".sheet button, input") || element).focus();
  };
  // Where a key acts: on all that is chosen, else on the current line, else on the case that is open.
  const acting = (code) => {
    const scope = chosen().length ? batch() : line() || document.querySelector("main .case");
    return scope && scope.querySelector(`[data-key="${code}"]`);
  };
  const digit = (number) => {
    const menu = openMenu();
    const asked = "[data-digits] .ticks input, [data-digits] [data-digit]"; // one comment that waits for its label
    const choices = menu ? menu.querySelectorAll(".ticks input") : document.querySelectorAll(asked);
    const picked = (choices.length ? choices : menu ? menu.querySelectorAll(".sheet button") : [])[number - 1];
    if (picked) picked.click();
    return picked;
  };
  const undo = () =>
    document.querySelector("#toasts form button") || document.querySelector(".history form[action$='/undo'] button");

  const KEYS = {
    KeyJ: () => step(1) ?? true,
    KeyK: () => step(-1) ?? true,
    KeyX: (event) => {
      const box = line() && line().querySelector(".choose input");
      if (!box) return false;
      box.checked = event.shiftKey || !box.checked;
      tick(box, event.shiftKey);
      return true;
    },
    KeyU: () => undo() && (undo().click(), true),
    KeyQ: () => (document.querySelector(".rooms a").click(), true),
    Slash: () => {
      const field = document.getElementById("search");
      if (field) (field.focus(), field.select());
      return field;
    },
  };
  // A tick that belongs to many cases sends nothing by itself: Enter saves the flags, or opens the line.
  const enter = (event) => {
    const sheet = event.target.matches("#batch .ticks input") && event.target.closest(".sheet");
    const asked = event.target === document.body && document.querySelector("[data-digits]");
    if (asked) return asked.querySelector("button.primary").click();
    const wanted = sheet ? sheet.querySelector("button.primary") : event.target.matches(".choose input") && line();
    if (!wanted) return;
    event.preventDefault();
    (sheet ? wanted : wanted.querySelector(".line-text")).click();
  };
  const leave = () => {
    if (typing(document.activeElement)) return document.activeElement.blur();
    if (!document.querySelector("details.menu[open]") && batch() && chosen().length) batch().reset();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!isOn() || dialog.open) return;
    if (event.code === "Enter") return enter(event);
    if (event.code === "Escape") return leave();
    if (typing(event.target)) return;
    const asksForHelp = event.key === "?" || (event.code === "Slash" && event.shiftKey);
    const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    let done = false;
    if (asksForHelp) done = (dialog.showModal(), true);
    else if (number && !event.shiftKey) done = digit(Number(number[1]));
    else if (event.key === "/") done = KEYS.Slash();
    else if (KEYS[event.code] && (!event.shiftKey || event.code === "KeyX")) done = KEYS[event.code](event);
    else if (!event.shiftKey && /^Key[A-Z]$/.test(event.code) && acting(event.code)) {
      press(acting(event.code));
      done = true;
    }
    if (done) event.preventDefault();
  });
})();
